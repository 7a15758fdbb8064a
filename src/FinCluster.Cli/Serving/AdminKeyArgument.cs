using System.CommandLine;
using FinCluster.Gateway.Admin;

namespace FinCluster.Cli.Serving;

/// <summary>The option that names the file with the administrator key.</summary>
internal sealed class AdminKeyArgument
{
    /// <summary>The variable with the key.</summary>
    public const string Variable = "FINCLUSTER_ADMIN_KEY";

    // Room for a key with blanks and line ends around it; whatever is longer is no key.
    private const int MaxFileBytes = 4096;

    private readonly Option<string?> _file;

    private AdminKeyArgument(string description)
    {
        _file = new Option<string?>("--admin-key-file") { Description = description, HelpName = "file" };
    }

    /// <summary>Makes the option of a server.</summary>
    public static AdminKeyArgument ForServers() =>
        new($"File with the key of administrators; default ${Variable}, else administrators call from this machine");

    /// <summary>Makes the option of a client.</summary>
    public static AdminKeyArgument ForClients() => new($"File with the administrator key of the gateway; default ${Variable}");

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_file);

    /// <summary>Reads the key; null when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read, or holds no key.</exception>
    public string? Read(ParseResult parsed)
    {
        string? file = parsed.GetValue(_file);
        string? key = file is not null ? SecretFile.Read(_file.Name, file, MaxFileBytes) : Environment.GetEnvironmentVariable(Variable);
        if (file is null && string.IsNullOrEmpty(key))
        {
            return null;
        }

        Parse(key!, file);
        return key!.Trim();
    }

    /// <summary>Reads what a server keeps of the key; null when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read, or holds no key.</exception>
    public AdminKey? ReadHash(ParseResult parsed) => Read(parsed) is { } key ? Parse(key, parsed.GetValue(_file)) : null;

    private static AdminKey Parse(string key, string? file)
    {
        try
        {
            return AdminKey.Parse(key);
        }
        catch (FormatException e)
        {
            throw new IOException($"{(file is null ? Variable : $"--admin-key-file '{file}'")}: {e.Message}", e);
        }
    }
}
