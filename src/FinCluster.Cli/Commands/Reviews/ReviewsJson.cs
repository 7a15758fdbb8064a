using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Compliance.Review;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Reviews;

/// <summary>Writes reports as <see cref="CliJson"/> does.</summary>
[JsonSerializable(typeof(ReviewReport))]
[JsonSerializable(typeof(ReviewReport[]))]
[JsonSerializable(typeof(ReviewCounts))]
internal sealed partial class ReviewsJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with.</summary>
    public static ReviewsJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
