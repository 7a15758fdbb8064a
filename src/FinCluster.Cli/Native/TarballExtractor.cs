using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace FinCluster.Cli.Native;

/// <summary>
/// Takes the shared libraries and the licence out of a package's tarball. The tarball has the pinned hash, so whatever is refused here
/// means that a pin names something that it should not.
/// </summary>
internal static partial class TarballExtractor
{
    private const int MaxEntries = 1_000;
    private const long MaxUnpackedBytes = 2L * 1024 * 1024 * 1024; // The largest pinned package unpacks to 374,453,766 bytes.
    private const int ChunkBytes = 128 * 1024;

    /// <summary>Unpacks one package.</summary>
    /// <param name="tarball">The tarball's file.</param>
    /// <param name="package">What it is.</param>
    /// <param name="target">The folder to write to; files of an earlier package are replaced.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="NativeLibraryException">The tarball is damaged, or holds a link, a path that leaves it, or too much.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<IReadOnlyList<NativeFile>> ExtractAsync(
        string tarball, NativePackage package, string target, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(tarball);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var reader = new TarReader(unzipped);
        var written = new List<NativeFile>();
        long unpacked = 0;
        for (int count = 1; await NextAsync(reader, package, cancellationToken) is { } entry; count++)
        {
            Check(entry, package);
            if (count > MaxEntries || entry.Length > MaxUnpackedBytes - unpacked)
            {
                throw NativeLibraryException.BadPackage(
                    package.Name, $"it holds more than {MaxEntries} entries or {MaxUnpackedBytes} bytes");
            }

            unpacked += entry.Length;
            if (TargetName(entry.Name, package) is { } name && entry.DataStream is { } data)
            {
                written.Add(await WriteAsync(data, target, name, package, cancellationToken));
            }
        }

        return written;
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, NativePackage package, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw NativeLibraryException.BadPackage(package.Name, $"the archive is damaged ({error.Message})", error);
        }
    }

    private static void Check(TarEntry entry, NativePackage package)
    {
        bool known = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory
            or TarEntryType.GlobalExtendedAttributes;
        if (!known)
        {
            throw NativeLibraryException.BadPackage(package.Name, $"'{entry.Name}' is a {entry.EntryType}, not a file");
        }

        if (entry.Name.StartsWith('/') || entry.Name.Contains('\\') || entry.Name.Contains(':') || entry.Name.Split('/').Contains(".."))
        {
            throw NativeLibraryException.BadPackage(package.Name, $"'{entry.Name}' leads out of its folder");
        }
    }

    /// <summary>Gets the file name to unpack an entry to; null for an entry that is not wanted, such as Node's own addon.</summary>
    private static string? TargetName(string path, NativePackage package)
    {
        if (path == "package/LICENSE")
        {
            return $"LICENSE.{package.ShortName}";
        }

        if (!path.StartsWith(package.Folder + "/", StringComparison.Ordinal))
        {
            return null;
        }

        string name = path[(package.Folder.Length + 1)..];
        return SafeName().IsMatch(name) && NativeLibraryLocator.IsLibrary(name) ? name : null;
    }

    private static async Task<NativeFile> WriteAsync(
        Stream data, string target, string name, NativePackage package, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string path = Path.Combine(target, name);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (await ReadAsync(data, chunk, package, cancellationToken) is > 0 and int read)
            {
                hash.AppendData(chunk.AsSpan(0, read));
                await file.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return new NativeFile(name, file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<int> ReadAsync(Stream data, byte[] chunk, NativePackage package, CancellationToken cancellationToken)
    {
        try
        {
            return await data.ReadAsync(chunk, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw NativeLibraryException.BadPackage(package.Name, $"the archive is damaged ({error.Message})", error);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex SafeName();
}
