using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Evaluation;

/// <summary>Reads files that a user names: what is wrong with one becomes an error that names it.</summary>
internal static class UserFiles
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parse">What makes something of its bytes; its <see cref="FormatException"/> is the user's.</param>
    /// <exception cref="UsageException">The file does not exist.</exception>
    /// <exception cref="IOException">It cannot be read, or is no such file.</exception>
    public static T Read<T>(string path, Func<byte[], T> parse)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"there is no file '{path}'");
        }

        return Parse(() => parse(File.ReadAllBytes(path)), path);
    }

    /// <summary>Makes something of what was read; its <see cref="FormatException"/> is the user's.</summary>
    /// <exception cref="IOException">It cannot be made of that.</exception>
    public static T Parse<T>(Func<T> parse, string name)
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            throw new IOException(e.Message.StartsWith(name, StringComparison.Ordinal) ? e.Message : $"{name}: {e.Message}", e);
        }
    }
}
