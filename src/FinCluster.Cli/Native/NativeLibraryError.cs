namespace FinCluster.Cli.Native;

/// <summary>Why there is no native library.</summary>
internal enum NativeLibraryError
{
    /// <summary>No pinned build fits this platform, or the user named one that does not exist.</summary>
    Unsupported,

    /// <summary>A setting makes no sense.</summary>
    Configuration,

    /// <summary>Nothing is installed, or the named folder has no library.</summary>
    NotInstalled,

    /// <summary>The registry cannot be reached or keeps failing.</summary>
    Network,

    /// <summary>The registry refused or does not have the package.</summary>
    Registry,

    /// <summary>What came is not what was pinned.</summary>
    Integrity,

    /// <summary>The cache cannot be written.</summary>
    Storage,
}
