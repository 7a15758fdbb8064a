using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Replicas;

namespace FinCluster.Node.Replicas;

/// <summary>A file in which a node keeps what it has loaded, so that it loads the same after a restart. Used by one caller at a time.</summary>
/// <param name="path">The file.</param>
public sealed partial class ReplicaRecord(string path)
{
    /// <summary>Reads it; nothing when there is none.</summary>
    /// <exception cref="IOException">It cannot be read, or is none that this build knows.</exception>
    public IReadOnlyList<ReplicaSpec> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            Document document = JsonSerializer.Deserialize(File.ReadAllBytes(path), RecordJson.Default.Document)!;
            return [.. document.Replicas.Select(replica => replica.ToSpec())];
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new IOException($"{path} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Replaces it, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(IEnumerable<ReplicaSpec> replicas)
    {
        var document = new Document([.. replicas.Select(Replica.Of)]);
        string temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, document, RecordJson.Default.Document);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private sealed record Document(ImmutableArray<Replica> Replicas);

    private sealed record Replica(string Name, Artifact Base, ImmutableArray<Adapter> Adapters, int? ParallelSequences, int? ContextLength, Artifact? Template = null)
    {
        public static Replica Of(ReplicaSpec spec) => new(
            spec.Name,
            Artifact.Of(spec.Base),
            [.. spec.Adapters.Select(adapter => new Adapter(Artifact.Of(adapter.File), adapter.Scale, adapter.Name))],
            spec.ParallelSequences,
            spec.ContextLength,
            spec.Template is null ? null : Artifact.Of(spec.Template));

        public ReplicaSpec ToSpec() => new()
        {
            Name = Name,
            Base = Base.ToReference(),
            Adapters = [.. Adapters.Select(adapter => new AdapterReference(adapter.File.ToReference(), adapter.Scale) { Name = adapter.Name })],
            ParallelSequences = ParallelSequences,
            ContextLength = ContextLength,
            Template = Template?.ToReference(),
        };
    }

    private sealed record Adapter(Artifact File, float Scale, string Name);

    private sealed record Artifact(string Sha256, long Size, ImmutableArray<string> Sources)
    {
        public static Artifact Of(ArtifactReference file) => new(file.Hash.Value, file.SizeBytes, [.. file.Sources.Select(source => source.OriginalString)]);

        public ArtifactReference ToReference() => ArtifactHash.TryParse(Sha256, out ArtifactHash hash)
            ? new ArtifactReference(hash, Size, [.. Sources.Select(source => new Uri(source))])
            : throw new FormatException($"'{Sha256}' is no hash");
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class RecordJson : JsonSerializerContext;
}
