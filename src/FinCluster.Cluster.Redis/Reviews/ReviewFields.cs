using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;

namespace FinCluster.Cluster.Redis.Reviews;

/// <summary>Items of the review queue as Redis keeps them: a field for each value, none for what is null. Moments are ticks of UTC.</summary>
internal static class ReviewFields
{
    /// <summary>The fields that are read, in the order of replies.</summary>
    public static readonly string[] Names =
    [
        "id", "tenant", "request", "session", "created", "reason", "category", "question", "answer", "model", "release", "comment",
        "status", "correction", "reviewer", "note", "decided",
    ];

    // Of Names.
    private const int Status = 12;

    private static readonly string Open = EnumNames<ReviewStatus>.Format(ReviewStatus.Open);

    /// <summary>Writes names and values of an item, except those that the script writes itself.</summary>
    public static IEnumerable<string> Write(ReviewItem item) => Pairs(
        ("id", item.Id.Value),
        ("request", item.RequestId),
        ("session", item.Session?.Value),
        ("created", Format(item.CreatedAt)),
        ("reason", EnumNames<ReviewReason>.Format(item.Reason)),
        ("category", item.Category is { } category ? EnumNames<GuardCategory>.Format(category) : null),
        ("question", item.Question),
        ("answer", item.Answer),
        ("model", item.Model),
        ("release", item.Release),
        ("comment", item.Comment));

    /// <summary>Writes names and values of a decision, except its status.</summary>
    public static IEnumerable<string> Write(ReviewDecision decision) => Pairs(
        ("correction", decision.Correction),
        ("reviewer", decision.Reviewer),
        ("note", decision.Note),
        ("decided", Format(decision.DecidedAt)));

    /// <summary>Reads an item.</summary>
    /// <param name="reply">What a script returned.</param>
    /// <param name="start">The index of the first of <see cref="Names"/>.</param>
    public static ReviewItem Read(RedisReply reply, int start) => new()
    {
        Id = new ReviewId(reply.Text(start)),
        Tenant = new TenantId(reply.Text(start + 1)),
        RequestId = reply.Text(start + 2),
        Session = reply.TextOrNull(start + 3) is { } session ? new SessionId(session) : null,
        CreatedAt = Time(reply, start + 4),
        Reason = EnumNames<ReviewReason>.Parse(reply.Text(start + 5)),
        Category = reply.TextOrNull(start + 6) is { } category ? EnumNames<GuardCategory>.Parse(category) : null,
        Question = reply.Text(start + 7),
        Answer = reply.Text(start + 8),
        Model = reply.TextOrNull(start + 9),
        Release = reply.TextOrNull(start + 10),
        Comment = reply.TextOrNull(start + 11),
        Decision = reply.Text(start + Status) == Open ? null : new ReviewDecision
        {
            Status = EnumNames<ReviewStatus>.Parse(reply.Text(start + Status)),
            Correction = reply.TextOrNull(start + 13),
            Reviewer = reply.Text(start + 14),
            Note = reply.TextOrNull(start + 15),
            DecidedAt = Time(reply, start + 16),
        },
    };

    private static IEnumerable<string> Pairs(params (string Name, string? Value)[] fields) =>
        fields.Where(field => field.Value is not null).SelectMany(field => (string[])[field.Name, field.Value!]);

    private static string Format(DateTimeOffset moment) => moment.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(RedisReply reply, int index) => new(reply.Number(index), TimeSpan.Zero);
}
