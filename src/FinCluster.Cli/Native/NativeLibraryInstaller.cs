namespace FinCluster.Cli.Native;

/// <summary>
/// Installs the pinned native libraries from the npm registry into the cache. Installers of several processes and threads may run at the
/// same time. An installation appears whole or not at all.
/// </summary>
/// <param name="options">What is wanted.</param>
/// <param name="client">The client to download with; the caller disposes it.</param>
/// <param name="time">The clock for pauses and timeouts.</param>
/// <param name="downloads">How patient downloads are; null for the defaults.</param>
internal sealed class NativeLibraryInstaller(
    NativeLibraryOptions options, HttpClient client, TimeProvider time, TarballDownloadOptions? downloads = null)
{
    /// <summary>Gets the folder with the libraries, and installs them first if they are not there.</summary>
    /// <exception cref="NativeLibraryException">They cannot be had; the message says what to do.</exception>
    public Task<string> EnsureAsync(IProgress<NativeInstallProgress>? progress, CancellationToken cancellationToken) =>
        NativeLibraryLocator.TryLocate(options) is { } folder
            ? Task.FromResult(folder)
            : InstallAsync(progress, replace: false, cancellationToken);

    /// <summary>Installs the libraries, also over those that are there.</summary>
    /// <exception cref="NativeLibraryException">They cannot be had, or the user named a folder, which is never written to.</exception>
    public Task<string> ReinstallAsync(IProgress<NativeInstallProgress>? progress, CancellationToken cancellationToken) =>
        options.Directory is { } named
            ? throw NativeLibraryException.FolderIsYours(named)
            : InstallAsync(progress, replace: true, cancellationToken);

    private async Task<string> InstallAsync(IProgress<NativeInstallProgress>? progress, bool replace, CancellationToken cancellationToken)
    {
        NativeVariant variant = options.SelectVariant();
        var cache = new NativeCache(options.Environment.CacheDirectory(), options.Pins);
        IReadOnlyList<NativePackage> packages = options.Pins.PackagesOf(variant);
        var meter = new NativeInstallMeter(progress, variant.Name, packages.Sum(package => package.Size));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cache.LockOf(variant))!);
            using IDisposable held = await NativeInstallLock.AcquireAsync(
                cache.LockOf(variant), () => meter.Enter(NativeInstallPhase.Waiting), time, cancellationToken);

            // Whoever held the lock before may have installed it.
            if (replace || !cache.IsInstalled(variant))
            {
                await InstallAsync_NeedsLock(cache, variant, packages, meter, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NativeLibraryException.CannotWrite(cache.Root, error);
        }

        meter.Enter(NativeInstallPhase.Installed);
        return cache.FolderOf(variant);
    }

    private async Task InstallAsync_NeedsLock(
        NativeCache cache,
        NativeVariant variant,
        IReadOnlyList<NativePackage> packages,
        NativeInstallMeter meter,
        CancellationToken cancellationToken)
    {
        // Left behind by an installer that was killed.
        string staging = cache.StagingOf(variant);
        DeleteFolder(staging);
        Directory.CreateDirectory(staging);
        try
        {
            IReadOnlyList<string> tarballs = await DownloadAsync(packages, staging, meter, cancellationToken);
            meter.Enter(NativeInstallPhase.Unpacking);
            string files = Directory.CreateDirectory(Path.Combine(staging, "files")).FullName;
            await UnpackAsync(variant, packages, tarballs, files, cancellationToken);
            Publish(files, cache.FolderOf(variant), Path.Combine(staging, "replaced"));
        }
        finally
        {
            TryDeleteFolder(staging);
        }
    }

    private async Task<IReadOnlyList<string>> DownloadAsync(
        IReadOnlyList<NativePackage> packages, string staging, NativeInstallMeter meter, CancellationToken cancellationToken)
    {
        var downloader = new TarballDownloader(client, options.Environment, downloads ?? new TarballDownloadOptions(), time);
        var tarballs = new List<string>();
        foreach (NativePackage package in packages)
        {
            string tarball = Path.Combine(staging, package.ShortName + ".tgz");
            await downloader.DownloadAsync(package, options.Pins.PackageVersion, tarball, meter.Received, cancellationToken);
            meter.Finished(package.Size);
            tarballs.Add(tarball);
        }

        return tarballs;
    }

    private async Task UnpackAsync(
        NativeVariant variant,
        IReadOnlyList<NativePackage> packages,
        IReadOnlyList<string> tarballs,
        string files,
        CancellationToken cancellationToken)
    {
        var unpacked = new Dictionary<string, NativeFile>(StringComparer.Ordinal);
        foreach ((NativePackage package, string tarball) in packages.Zip(tarballs))
        {
            foreach (NativeFile file in await TarballExtractor.ExtractAsync(tarball, package, files, cancellationToken))
            {
                unpacked[file.Name] = file;
            }
        }

        if (!NativeLibraryLocator.HasLlama(files))
        {
            string folders = string.Join(", ", packages.Select(package => package.Folder));
            throw NativeLibraryException.BadPackage(variant.Name, $"there is no libllama in {folders}");
        }

        new NativeManifest(
            variant.Name, options.Pins.PackageVersion, [.. packages.Select(package => package.Integrity)],
            [.. unpacked.Values.OrderBy(file => file.Name, StringComparer.Ordinal)]).Write(files);
    }

    // A process that has the replaced libraries loaded keeps them: they are moved, not overwritten.
    private static void Publish(string files, string target, string replaced)
    {
        if (Directory.Exists(target))
        {
            Directory.Move(target, replaced);
        }

        Directory.Move(files, target);
    }

    // What stays behind costs space only; the next installer deletes it, or says why it cannot.
    private static void TryDeleteFolder(string folder)
    {
        try
        {
            DeleteFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Debug.WriteLine($"{folder} stays: {error.Message}");
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
