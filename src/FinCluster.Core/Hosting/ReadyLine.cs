using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Hosting;

/// <summary>
/// The one line that a server role prints on standard output when it takes traffic:
/// <c>READY {"role":"node","pid":42,"http":null,"grpc":"127.0.0.1:40001"}</c>.
/// </summary>
/// <param name="Role">The role, for example <c>serve</c> or <c>node</c>.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Http">Where HTTP is served, as host:port; null for nowhere.</param>
/// <param name="Grpc">Where gRPC is served, as host:port; null for nowhere.</param>
public sealed partial record ReadyLine(
    [property: JsonPropertyName("role")] string Role,
    [property: JsonPropertyName("pid")] int ProcessId,
    [property: JsonPropertyName("http")] string? Http,
    [property: JsonPropertyName("grpc")] string? Grpc)
{
    private const string Prefix = "READY ";

    /// <summary>Reads a line; null when it is another one.</summary>
    public static ReadyLine? TryParse(string? line)
    {
        if (line is null || !line.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line.AsSpan(Prefix.Length), ReadyLineJson.Default.ReadyLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + JsonSerializer.Serialize(this, ReadyLineJson.Default.ReadyLine);

    // A line that lacks a field is none: what reads it relies on all of them.
    [JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(ReadyLine))]
    private sealed partial class ReadyLineJson : JsonSerializerContext;
}
