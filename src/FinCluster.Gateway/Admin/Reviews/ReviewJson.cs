using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FinCluster.Core.Compliance.Review;
using FinCluster.Wire;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Admin.Reviews;

/// <summary>Writes the review queue as the API writes everything: snake case, and Chinese as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReviewReport))]
[JsonSerializable(typeof(ReviewList))]
[JsonSerializable(typeof(ReviewCounts))]
internal sealed partial class ReviewJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with.</summary>
    public static ReviewJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes a whole response.</summary>
    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}

/// <summary>A page of the review queue, as JSON.</summary>
internal sealed record ReviewList(string Object, IReadOnlyList<ReviewReport> Data, string? NextPageToken);
