using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Gateway.Compliance.Copies;

namespace FinCluster.Cli.Serving;

/// <summary>The options of a server that say where copies of audit logs are kept, and where its own is copied to.</summary>
internal sealed class AuditCopyArguments
{
    private const int MaxSitesFile = 4 * 1024 * 1024;

    private readonly Option<string?> _folder = new("--audit-copies")
    {
        Description = "Folder where the copies of other sites' audit logs are kept; default: none are",
        HelpName = "folder",
    };

    private readonly Option<string?> _sites = new("--audit-site-keys")
    {
        Description = "File with the sites that send copies of their audit logs: on each line a name and its key",
        HelpName = "file",
    };

    private readonly AuditCopyDestination _destination = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_sites);
        _destination.AddTo(command);
    }

    /// <summary>Reads what the server does.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isRecording">Whether the server has an audit log.</param>
    /// <exception cref="UsageException">The options do not go together.</exception>
    /// <exception cref="IOException">A file cannot be read, or holds no keys.</exception>
    public AuditCopySettings Read(ParseResult parsed, bool isRecording)
    {
        var settings = new AuditCopySettings(ReadKept(parsed), _destination.Read(parsed));
        return settings.Sent is null || isRecording ? settings : throw new UsageException("--audit-copy-to needs an audit log; --audit names its folder");
    }

    private (string Folder, SiteKeys Sites)? ReadKept(ParseResult parsed) => (parsed.GetValue(_folder), parsed.GetValue(_sites)) switch
    {
        (null, null) => null,
        ({ Length: > 0 } folder, { } sites) => (Path.GetFullPath(folder), ReadSites(sites)),
        _ => throw new UsageException($"{_folder.Name} and {_sites.Name} go together: where copies are kept, and who sends them"),
    };

    private SiteKeys ReadSites(string file)
    {
        try
        {
            return SiteKeys.Parse(SecretFile.Read(_sites.Name, file, MaxSitesFile));
        }
        catch (FormatException e)
        {
            throw new IOException($"{_sites.Name} '{file}': {e.Message}", e);
        }
    }
}
