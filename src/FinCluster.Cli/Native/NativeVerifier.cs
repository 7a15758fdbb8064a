using System.Security.Cryptography;

namespace FinCluster.Cli.Native;

/// <summary>Compares an installed variant with its manifest, byte for byte.</summary>
internal static class NativeVerifier
{
    /// <summary>Hashes every file.</summary>
    /// <exception cref="NativeLibraryException">The variant is not installed, or a file cannot be read.</exception>
    public static async Task<NativeVerifyReport> VerifyAsync(NativeLibraryOptions options, CancellationToken cancellationToken)
    {
        NativeVariant variant = options.SelectVariant();
        string folder = new NativeCache(options.Environment.CacheDirectory(), options.Pins).FolderOf(variant);
        NativeManifest manifest = NativeManifest.TryRead(folder) ?? throw NativeLibraryException.NotInstalled(variant.Name, folder);
        var problems = new List<string>();
        if (!manifest.Integrities.SequenceEqual(options.Pins.PackagesOf(variant).Select(package => package.Integrity)))
        {
            problems.Add("it was installed from other tarballs than the pinned ones");
        }

        foreach (NativeFile file in manifest.Files)
        {
            if (await CheckAsync(folder, file, cancellationToken) is { } problem)
            {
                problems.Add($"{file.Name}: {problem}");
            }
        }

        return new NativeVerifyReport(variant.Name, folder, manifest.Files.Count, problems);
    }

    private static async Task<string?> CheckAsync(string folder, NativeFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream stream = File.OpenRead(Path.Combine(folder, file.Name));
            if (stream.Length != file.Size)
            {
                return $"has {stream.Length} bytes instead of {file.Size}";
            }

            string actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
            return actual == file.Sha256 ? null : $"has sha256 {actual} instead of {file.Sha256}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error is FileNotFoundException ? "is missing" : $"cannot be read ({error.Message})";
        }
    }
}
