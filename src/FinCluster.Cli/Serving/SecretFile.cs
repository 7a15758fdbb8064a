using System.Text;

namespace FinCluster.Cli.Serving;

/// <summary>Reads files with keys that options name. A key itself is never on a command line, which every process can read.</summary>
internal static class SecretFile
{
    /// <summary>Reads a file; of one that is longer than it may be, the beginning.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="file">The file.</param>
    /// <param name="maxBytes">The most that is read.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Read(string option, string file, int maxBytes)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            byte[] bytes = new byte[maxBytes];
            return Encoding.UTF8.GetString(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"{option} '{file}' cannot be read: {e.Message}", e);
        }
    }
}
