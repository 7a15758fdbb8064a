namespace FinCluster.Cli.Native;

/// <summary>How far an installation is. Reported on the thread that works, in order; bytes never go back.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Variant">What is being installed.</param>
/// <param name="Bytes">How many bytes of the tarballs have come, all packages together.</param>
/// <param name="TotalBytes">How many there are.</param>
internal readonly record struct NativeInstallProgress(NativeInstallPhase Phase, string Variant, long Bytes, long TotalBytes);

/// <summary>The steps of an installation, in their order.</summary>
internal enum NativeInstallPhase
{
    /// <summary>Another process is installing the same variant.</summary>
    Waiting,

    /// <summary>Tarballs are coming.</summary>
    Downloading,

    /// <summary>Tarballs have the right hash and are being unpacked.</summary>
    Unpacking,

    /// <summary>The variant can be used.</summary>
    Installed,
}
