using System.CommandLine;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say where a server records what it does.</summary>
internal sealed class AuditLogArgument
{
    private const string Off = "off";

    private readonly Option<string?> _folder;

    private readonly Option<string?> _keys = new("--audit-keys")
    {
        Description = "Folder of the keys of the audit log; default: beside the log, its name with -keys",
        HelpName = "folder",
    };

    /// <param name="otherwise">What happens without the option, for its description.</param>
    public AuditLogArgument(string otherwise)
    {
        _folder = new Option<string?>("--audit")
        {
            Description = $"Folder of the audit log, or 'off'; default: {otherwise}",
            HelpName = "folder|off",
        };
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_keys);
    }

    /// <summary>Reads how the log is written; null when there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">The folder where none is named; null for no log.</param>
    /// <exception cref="UsageException">An option is empty.</exception>
    public AuditLogOptions? Read(ParseResult parsed, string? otherwise)
    {
        string? folder = parsed.GetValue(_folder) ?? otherwise;
        string? keys = parsed.GetValue(_keys);
        if (folder is "" || keys is "")
        {
            throw new UsageException($"{(folder is "" ? _folder.Name : _keys.Name)} is empty");
        }

        return folder is null or Off ? null : new AuditLogOptions
        {
            Folder = Path.GetFullPath(folder),
            KeyFolder = keys is null ? null : Path.GetFullPath(keys),

            // Machines may share the folder, and not every file system keeps their locks.
            Name = Environment.MachineName,
        };
    }
}
