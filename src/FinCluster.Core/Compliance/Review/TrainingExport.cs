using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Review;

/// <summary>Turns corrected items into what a model learns from: a conversation of chat messages in each line of JSON.</summary>
public static class TrainingExport
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // Chinese as it is. The lines go into files, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes one item as a line without its end: <c>{"messages":[{"role":"user",…},{"role":"assistant",…}],"meta":{…}}</c>.</summary>
    /// <exception cref="ArgumentException">The item was not corrected.</exception>
    public static string Line(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Decision is { Status: ReviewStatus.Corrected, Correction: { } correction } decision
            ? JsonSerializer.Serialize(
                new Example(
                    [new Message("user", item.Question), new Message("assistant", correction)],
                    new Meta(
                        item.Id.Value, item.Tenant.Value, EnumNames<ReviewReason>.Format(item.Reason),
                        item.Category is { } category ? EnumNames<Guard.GuardCategory>.Format(category) : null,
                        item.Model, item.Release, decision.Reviewer, decision.DecidedAt)),
                Format)
            : throw new ArgumentException("Only a corrected item is learned from.", nameof(item));
    }

    /// <summary>Reads all corrected items as lines, page by page, those that came last first.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="tenant">Whose items; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<string> ReadAsync(
        IReviewQueue queue, TenantId? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        string? next = null;
        do
        {
            ReviewPage page = await queue.ListAsync(ReviewStatus.Corrected, tenant, ReviewRules.MaxPageSize, next, cancellationToken);
            foreach (ReviewItem item in page.Items)
            {
                yield return Line(item);
            }

            next = page.Next;
        }
        while (next is not null);
    }

    private sealed record Example(IReadOnlyList<Message> Messages, Meta Meta);

    private sealed record Message(string Role, string Content);

    private sealed record Meta(
        string Id, string Tenant, string Reason, string? Category, string? Model, string? Release, string Reviewer, DateTimeOffset DecidedAt);
}
