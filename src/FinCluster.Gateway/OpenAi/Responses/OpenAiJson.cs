using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Audit;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Admin.Models;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Wire;

namespace FinCluster.Gateway.OpenAi.Responses;

/// <summary>Writes the API's answers: snake case, and Chinese as it is rather than as escapes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(TextCompletion))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelObject))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(ModerationList))]
[JsonSerializable(typeof(SessionObject))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(DeletedSession))]
[JsonSerializable(typeof(FeedbackObject))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(TenantObject))]
[JsonSerializable(typeof(TenantList))]
[JsonSerializable(typeof(ApiKeyObject))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(RevokedApiKey))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(DrainingNode))]
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(AliasReport))]
[JsonSerializable(typeof(AliasEntryList))]
[JsonSerializable(typeof(ReleaseReport))]
[JsonSerializable(typeof(ReleaseDifferenceList))]
[JsonSerializable(typeof(ArtifactReport))]
[JsonSerializable(typeof(ChangeReport))]
[JsonSerializable(typeof(UploadObject))]
[JsonSerializable(typeof(VerifyList))]
[JsonSerializable(typeof(AuditCopyList))]
[JsonSerializable(typeof(AuditCopyFile))]
internal sealed partial class OpenAiJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with.</summary>
    public static OpenAiJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // The default escapes everything but ASCII, in case the text is pasted into HTML. This is an API.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
