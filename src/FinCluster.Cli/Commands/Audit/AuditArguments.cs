using System.CommandLine;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands.Audit;

/// <summary>The options that say which log a command works on.</summary>
internal sealed class AuditArguments
{
    private readonly Option<string> _folder = new("--audit")
    {
        Description = "Folder of the audit log",
        HelpName = "folder",
        DefaultValueFactory = _ => Path.Combine(DataFolder.Default, "audit"),
    };

    private readonly Option<string?> _keys = new("--audit-keys")
    {
        Description = "Folder of the master key and the signing key; default that of the log with -keys behind its name",
        HelpName = "folder",
    };

    private readonly Option<string[]> _publicKeys = new("--public-key")
    {
        Description = "File with a public key that is trusted, in Base64; may be given several times; default the keys that lie in the log, which prove nothing if the log was replaced",
        HelpName = "file",
    };

    public void AddTo(Command command, bool withPublicKeys = false)
    {
        command.Add(_folder);
        command.Add(_keys);
        if (withPublicKeys)
        {
            command.Add(_publicKeys);
        }
    }

    public string Folder(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(_folder)!);

    public AuditKeys Keys(ParseResult parsed) => new(KeyFolder(parsed));

    /// <summary>The options under which a command's own acts are recorded.</summary>
    /// <exception cref="UsageException">There is no such log.</exception>
    public AuditLogOptions Writing(ParseResult parsed)
    {
        string folder = Folder(parsed);
        return Directory.Exists(folder)
            ? new AuditLogOptions { Folder = folder, KeyFolder = KeyFolder(parsed), Name = "cli" }
            : throw new UsageException($"there is no audit log in {folder}");
    }

    /// <summary>Reads the keys that are trusted.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public IReadOnlyList<VerificationKey> PublicKeys(ParseResult parsed)
    {
        string keys = Path.Combine(Folder(parsed), "keys");
        string[] files = parsed.GetValue(_publicKeys) is { Length: > 0 } named ? named : Directory.Exists(keys) ? Directory.GetFiles(keys, "*.pub") : [];
        return files.Length > 0
            ? [.. files.Select(file => VerificationKey.Parse(File.ReadAllText(file))).DistinctBy(key => key.IdText)]
            : throw new UsageException($"there is no audit log in {Folder(parsed)}, or it has no public key; --public-key names one");
    }

    private string KeyFolder(ParseResult parsed) => parsed.GetValue(_keys) ?? AuditKeys.DefaultFolder(Folder(parsed));
}
