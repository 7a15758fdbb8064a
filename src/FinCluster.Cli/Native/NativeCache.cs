namespace FinCluster.Cli.Native;

/// <summary>
/// The folders of the cache: <c>{version}/{variant}</c> for what is installed, and <c>{version}/.staging</c> for what is being installed,
/// in the same file system so that a rename makes an installation appear whole.
/// </summary>
internal sealed class NativeCache(string root, NativePins pins)
{
    /// <summary>Gets the cache's folder.</summary>
    public string Root => root;

    private string VersionFolder => Path.Combine(root, pins.PackageVersion);

    /// <summary>Gets the folder of an installed variant.</summary>
    public string FolderOf(NativeVariant variant) => Path.Combine(VersionFolder, variant.Name);

    /// <summary>Gets the folder that an installation is prepared in. Only the holder of the lock touches it.</summary>
    public string StagingOf(NativeVariant variant) => Path.Combine(VersionFolder, ".staging", variant.Name);

    /// <summary>Gets the file whose lock allows installing the variant.</summary>
    public string LockOf(NativeVariant variant) => StagingOf(variant) + ".lock";

    /// <summary>Tells whether a variant is installed: from the pinned tarballs, every file there in its size. Hashes nothing.</summary>
    public bool IsInstalled(NativeVariant variant)
    {
        string folder = FolderOf(variant);
        return NativeManifest.TryRead(folder) is { } manifest
            && manifest.Integrities.SequenceEqual(pins.PackagesOf(variant).Select(package => package.Integrity))
            && manifest.Files.All(file =>
                new FileInfo(Path.Combine(folder, file.Name)) is { Exists: true } info && info.Length == file.Size);
    }
}
