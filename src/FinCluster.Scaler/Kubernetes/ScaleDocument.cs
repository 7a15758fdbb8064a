using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Scaling;

namespace FinCluster.Scaler.Kubernetes;

/// <summary>The parts of an <c>autoscaling/v1 Scale</c> that matter here.</summary>
/// <param name="Replicas">How many replicas the workload is asked to have.</param>
/// <param name="ResourceVersion">Names the state that was read; a change that names an older one is refused.</param>
internal readonly partial record struct ScaleDocument(int Replicas, string ResourceVersion)
{
    /// <summary>Reads a response.</summary>
    /// <exception cref="ScaleTargetException">It is no Scale.</exception>
    public static ScaleDocument Parse(byte[] json)
    {
        try
        {
            Wire? scale = JsonSerializer.Deserialize(json, ScaleJson.Default.Wire);

            // The server leaves out a number that is zero.
            return scale?.Metadata?.ResourceVersion is { } version
                ? new ScaleDocument(scale.Spec?.Replicas ?? 0, version)
                : throw new ScaleTargetException("Kubernetes answered with something that is no Scale");
        }
        catch (JsonException e)
        {
            throw new ScaleTargetException("Kubernetes answered with something that is no Scale", e);
        }
    }

    /// <summary>Writes a merge patch that changes the number, if nothing has changed since it was read.</summary>
    public byte[] Patch(int replicas) => JsonSerializer.SerializeToUtf8Bytes(
        new Wire(new Meta(ResourceVersion), new Spec(replicas)), ScaleJson.Default.Wire);

    private sealed record Wire(Meta? Metadata, Spec? Spec);

    private sealed record Meta(string? ResourceVersion);

    private sealed record Spec(int? Replicas);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Wire))]
    private sealed partial class ScaleJson : JsonSerializerContext;
}
