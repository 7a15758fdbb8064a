using System.Text.Json;

namespace FinCluster.Cli.Native;

/// <summary>What was installed into a folder. It is written last, so a folder without one is not an installation.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="PackageVersion">The version of its packages.</param>
/// <param name="Integrities">The hashes of the tarballs it came from, in their order.</param>
/// <param name="Files">Every file of the folder but this one.</param>
internal sealed record NativeManifest(
    string Variant, string PackageVersion, IReadOnlyList<string> Integrities, IReadOnlyList<NativeFile> Files)
{
    /// <summary>The manifest's name in its folder.</summary>
    public const string FileName = ".manifest.json";

    /// <summary>Reads the manifest of a folder; null when there is none, or none that can be read.</summary>
    public static NativeManifest? TryRead(string folder)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, FileName));
            return JsonSerializer.Deserialize(stream, NativeJson.Default.NativeManifest);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the manifest into a folder and flushes it to the disk.</summary>
    public void Write(string folder)
    {
        using var stream = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(stream, this, NativeJson.Default.NativeManifest);
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>One installed file.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Size">Its size, in bytes.</param>
/// <param name="Sha256">Its hash, in lower-case hex.</param>
internal sealed record NativeFile(string Name, long Size, string Sha256);
