using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>Writes the bodies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceivedBody))]
[JsonSerializable(typeof(IReadOnlyList<RecordedMessage>))]
[JsonSerializable(typeof(MaskedBody))]
[JsonSerializable(typeof(GuardBody))]
[JsonSerializable(typeof(KnowledgeBody))]
[JsonSerializable(typeof(RoutedBody))]
[JsonSerializable(typeof(GeneratedBody))]
[JsonSerializable(typeof(ReadSecret))]
[JsonSerializable(typeof(LabelledBody))]
[JsonSerializable(typeof(DeliveredBody))]
[JsonSerializable(typeof(RefinedBody))]
[JsonSerializable(typeof(RefinedSecret))]
[JsonSerializable(typeof(FeedbackBody))]
[JsonSerializable(typeof(FeedbackSecret))]
[JsonSerializable(typeof(AdminBody))]
[JsonSerializable(typeof(string))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with. Chinese stands as it is rather than as escapes, which are twice as long.</summary>
    public static AuditJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
