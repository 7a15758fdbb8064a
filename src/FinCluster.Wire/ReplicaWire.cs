using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using Artifact = FinCluster.Contracts.Node.V1.Artifact;

namespace FinCluster.Wire;

/// <summary>Converts what a replica is made of.</summary>
public static class ReplicaWire
{
    /// <summary>Writes a request to load a replica.</summary>
    public static LoadReplicaRequest ToProto(ReplicaSpec spec)
    {
        var request = new LoadReplicaRequest
        {
            Name = spec.Name,
            Base = ToProto(spec.Base),
            Adapters = { spec.Adapters.Select(adapter => new LoadReplicaRequest.Types.Adapter
            {
                File = ToProto(adapter.File),
                Scale = adapter.Scale,
                Name = adapter.Name,
            }) },
            Template = spec.Template is null ? null : ToProto(spec.Template),
        };
        if (spec.ParallelSequences is { } sequences)
        {
            request.ParallelSequences = sequences;
        }

        if (spec.ContextLength is { } tokens)
        {
            request.ContextLength = tokens;
        }

        return request;
    }

    /// <summary>Reads a request to load a replica, and checks it.</summary>
    /// <exception cref="RequestException">Something is missing or out of range.</exception>
    public static ReplicaSpec ToCore(LoadReplicaRequest request)
    {
        var spec = new ReplicaSpec
        {
            Name = request.Name,
            Base = ToCore("base", request.Base),
            Adapters = [.. request.Adapters.Select((adapter, index) => new AdapterReference(
                ToCore($"adapters[{index}]", adapter.File), adapter.HasScale ? adapter.Scale : AdapterScale.Default) { Name = adapter.Name })],
            Template = request.Template is null ? null : ToCore("template", request.Template),
            ParallelSequences = request.HasParallelSequences ? request.ParallelSequences : null,
            ContextLength = request.HasContextLength ? request.ContextLength : null,
        };
        spec.Validate();
        return spec;
    }

    private static Artifact ToProto(ArtifactReference file) => new()
    {
        Sha256 = file.Hash.Value,
        Size = file.SizeBytes,
        Sources = { file.Sources.Select(source => source.OriginalString) },
    };

    private static ArtifactReference ToCore(string field, Artifact? file)
    {
        if (!ArtifactHash.TryParse(file?.Sha256, out ArtifactHash hash))
        {
            throw RequestException.Invalid(field + ".sha256", "a file is named by its SHA-256, 64 lower-case hexadecimal digits");
        }

        return new ArtifactReference(hash, file!.Size, [.. file.Sources.Select(source => ToUri(field, source))]);
    }

    private static Uri ToUri(string field, string source) => Uri.TryCreate(source, UriKind.Absolute, out Uri? uri)
        ? uri
        : throw RequestException.Invalid(field + ".sources", "a source is grpc://host:port");
}
