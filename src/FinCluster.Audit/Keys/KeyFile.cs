using System.Security.Cryptography;

namespace FinCluster.Audit.Keys;

/// <summary>Files of 32 secret bytes in Base64, which only their owner may read (mode 0600).</summary>
internal static class KeyFile
{
    public const int Bytes = 32;

    /// <summary>Reads a key.</summary>
    /// <returns>The key, or null when there is no such file.</returns>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] key = new byte[Bytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out int written) && written == Bytes
            ? key
            : throw new InvalidDataException($"{path} holds no key of {Bytes} bytes in Base64");
    }

    /// <summary>Reads a key, or makes one when there is none.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static byte[] ReadOrCreate(string path)
    {
        if (Read(path) is { } known)
        {
            return known;
        }

        FolderMode.CreatePrivate(Path.GetDirectoryName(path)!);
        byte[] made = RandomNumberGenerator.GetBytes(Bytes);
        WriteNew(path, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(made) + "\n"));
        return Read(path) ?? throw new InvalidDataException($"{path} was removed while it was made");
    }

    /// <summary>Makes a file that only its owner may read, whole or not at all. One that is there by then stays.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster; its key is the one.
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
