using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Cli.Commands;
using FinCluster.Gateway.Compliance.Copies;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say where an audit log is copied to.</summary>
internal sealed class AuditCopyDestination
{
    private const int MaxKeyFile = 4096;

    private readonly Option<string?> _to = new("--audit-copy-to")
    {
        Description = "HTTP address of the gateway that keeps a copy of the audit log; default: nobody does",
        HelpName = "host:port|url",
    };

    private readonly Option<string?> _key = new("--audit-copy-key-file")
    {
        Description = "File with the key of this site for --audit-copy-to",
        HelpName = "file",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_to);
        command.Add(_key);
    }

    /// <summary>Reads the address and the key; null for none.</summary>
    /// <exception cref="UsageException">One is missing, or the address is none.</exception>
    /// <exception cref="IOException">The file cannot be read, or holds no key.</exception>
    public (Uri Address, string Key)? Read(ParseResult parsed) => (parsed.GetValue(_to), parsed.GetValue(_key)) switch
    {
        (null, null) => null,
        ({ } to, { } key) => (HttpAddress.Parse(_to.Name, to), ReadKey(key)),
        _ => throw new UsageException($"{_to.Name} and {_key.Name} go together: where the log is copied to, and the key of this site there"),
    };

    /// <summary>Reads the address and the key.</summary>
    /// <exception cref="UsageException">One is missing, or the address is none.</exception>
    /// <exception cref="IOException">The file cannot be read, or holds no key.</exception>
    public (Uri Address, string Key) Require(ParseResult parsed) => Read(parsed) ?? throw new UsageException($"{_to.Name} is missing");

    private string ReadKey(string file) => SecretFile.Read(_key.Name, file, MaxKeyFile).Trim() is var key && SiteKeys.IsKey(key)
        ? key
        : throw new IOException($"{_key.Name} '{file}' holds no key of {SiteKeys.MinLength} to {SiteKeys.MaxLength} printable ASCII characters without blanks");
}
