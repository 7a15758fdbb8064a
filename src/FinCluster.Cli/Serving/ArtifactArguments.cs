using System.CommandLine;
using System.Globalization;
using FinCluster.Artifacts;
using FinCluster.Cli.Commands;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Node.Replicas;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say where a node keeps the files that it fetches.</summary>
internal sealed class ArtifactArguments
{
    private const int DefaultMebibytes = 16_384;

    private readonly Option<string?> _folder = new("--artifacts")
    {
        Description = "Folder of fetched models and adapters, and of the record of what is loaded; nodes of one machine may share it if their --name differs. Default: none, and nothing is fetched",
        HelpName = "folder",
    };

    private readonly Option<int> _size = new("--artifact-cache-size")
    {
        Description = "Size of that folder, over which files go that were not used for longest and are not loaded",
        HelpName = "MiB",
        DefaultValueFactory = _ => DefaultMebibytes,
    };

    /// <summary>Writes the options of a node that uses the catalog's own folder, where no file goes because of its size; none when there is no folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="node">What the node is called.</param>
    public static IEnumerable<string> ForSharedFolder(string? folder, string node) => folder is null
        ? []
        : ["--artifacts", folder, "--artifact-cache-size", int.MaxValue.ToString(CultureInfo.InvariantCulture), "--name", node];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_size);
    }

    /// <summary>Reads the options; null when there is no folder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="node">What the node is called.</param>
    /// <exception cref="UsageException">One is out of range.</exception>
    public ArtifactFolder? Read(ParseResult parsed, string node)
    {
        int size = parsed.GetValue(_size) is >= 1 and int mebibytes
            ? mebibytes
            : throw new UsageException($"{_size.Name} must be at least 1, it is {parsed.GetValue(_size)}");
        return parsed.GetValue(_folder) is not { } folder ? null
            : folder.Length > 0 ? new ArtifactFolder(Path.GetFullPath(folder), (long)size * 1024 * 1024, node)
            : throw new UsageException($"{_folder.Name} is empty");
    }
}

/// <summary>The folder of a node's files.</summary>
/// <param name="Path">The folder.</param>
/// <param name="MaxBytes">How large it may become.</param>
/// <param name="Node">Tells its record from those of other nodes.</param>
internal sealed record ArtifactFolder(string Path, long MaxBytes, string Node)
{
    /// <summary>Opens the files.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public IArtifactStore OpenStore()
    {
        try
        {
            return FolderArtifactStore.Open(Path, new FolderArtifactStoreOptions { MaxTotalBytes = MaxBytes }, TimeProvider.System);
        }
        catch (ArtifactException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Opens the record of what is loaded.</summary>
    public ReplicaRecord OpenRecord() => new(System.IO.Path.Combine(Path, $"replicas.{Node}.json"));
}
