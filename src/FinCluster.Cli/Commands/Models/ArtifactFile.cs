using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Inference.Models;

namespace FinCluster.Cli.Commands.Models;

/// <summary>A file that is to be added, as the command line describes it.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">How it is called; null for its own name.</param>
/// <param name="Base">The base model of an adapter, as a person names it; null for what is no adapter.</param>
/// <param name="Rank">The rank of an adapter; null for what its file says.</param>
internal sealed record ArtifactFile(string Path, ArtifactKind Kind, string? Name, string? Base, int? Rank)
{
    private const string UpSuffix = ".lora_b";

    /// <summary>Opens it for reading.</summary>
    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Checks the file, as far as its kind has a form, and tells what the catalog is to know of it.</summary>
    /// <exception cref="ModelFileException">It is no model or adapter.</exception>
    /// <exception cref="CatalogRefusalException">It is no template, rule pack or snapshot of knowledge that can be used.</exception>
    public async Task<Artifact> DescribeAsync(CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        Artifact? @base = ReadBase(catalog);
        GgufFile? gguf = ModelInspector.Read(Path, Kind);
        string called = Name ?? System.IO.Path.GetFileNameWithoutExtension(Path);
        string? problem = Kind == ArtifactKind.ChatTemplate ? TemplateCheck.FindProblem(Path) : ArtifactInspector.FindGatewayProblem(Path, Kind);
        if (problem is not null)
        {
            throw new CatalogRefusalException($"'{called}' cannot be added: {problem}");
        }

        string hash = await ModelFile.ComputeHashAsync(Path, null, cancellationToken);
        return ArtifactHash.TryParse(hash, out ArtifactHash name)
            ? new Artifact(name, Kind, called, new FileInfo(Path).Length, default)
            {
                Base = @base?.Hash,
                Rank = Kind.IsAdapter() ? Rank ?? RankOf(gguf!) : Rank,
            }
            : throw new InvalidOperationException("a hash is none");
    }

    private static int RankOf(GgufFile adapter) => (int)Math.Min(
        adapter.Tensors.Where(tensor => tensor.Name.EndsWith(UpSuffix, StringComparison.Ordinal)).Max(tensor => tensor.Dimensions[0]), int.MaxValue);

    private Artifact? ReadBase(CatalogSnapshot catalog) => (Kind.IsAdapter(), Base) switch
    {
        (true, { } text) => CatalogReference.FindArtifact(catalog, text, ArtifactKind.BaseModel).Found(),
        (true, null) => throw new UsageException("--base must name the base model that the adapter is for"),
        (false, null) => null,
        _ => throw new UsageException("--base is for adapters and releases"),
    };
}
