using System.Globalization;
using System.Text;
using FinCluster.Core.Compliance.Review;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Reviews;

/// <summary>Items of the review queue as text for people.</summary>
internal static class ReviewTexts
{
    private const int ExcerptLength = 30;

    /// <summary>Writes items as a table.</summary>
    public static string ToTable(ReviewReport[] reviews)
    {
        var table = new TextTable("REVIEW", "CREATED", "TENANT", "REASON", "CATEGORY", "STATUS", "QUESTION");
        foreach (ReviewReport review in reviews)
        {
            table.Add(
                review.Id, Format(review.CreatedAt), review.Tenant, review.Reason, review.Category ?? "-", review.Status, Excerpt(review.Question));
        }

        return table.ToString();
    }

    /// <summary>Writes an item with its texts.</summary>
    public static string ToText(ReviewReport review)
    {
        var text = new StringBuilder();
        void Line(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append(name).Append(": ").Append(value).Append('\n');
            }
        }

        Line("review", review.Id);
        Line("created", Format(review.CreatedAt));
        Line("tenant", review.Tenant);
        Line("request", review.RequestId);
        Line("session", review.Session);
        Line("model", review.Release is null ? review.Model : $"{review.Model} ({review.Release})");
        Line("reason", review.Category is null ? review.Reason : $"{review.Reason} ({review.Category})");
        Line("status", review.Status);
        Line("question", review.Question);
        Line("answer", review.Answer);
        Line("comment", review.Comment);
        if (review.Decision is { } decision)
        {
            Line("correction", decision.Correction);
            Line("note", decision.Note);
            Line("decided", $"{Format(decision.DecidedAt)} by {decision.Reviewer}");
        }

        return text.ToString(0, text.Length - 1);
    }

    /// <summary>Writes counts as a table.</summary>
    public static string ToTable(ReviewCounts counts)
    {
        var table = new TextTable("OPEN", "APPROVED", "CORRECTED", "REJECTED", "DROPPED");
        table.Add([.. new[] { counts.Open, counts.Approved, counts.Corrected, counts.Rejected, counts.Dropped }
            .Select(count => count.ToString(CultureInfo.InvariantCulture))]);
        return table.ToString();
    }

    private static string Format(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // A row stays a row, whatever users write.
    private static string Excerpt(string text) =>
        string.Concat(ReviewRules.Bound(text, ExcerptLength).Select(c => char.IsControl(c) ? ' ' : c)) + (text.Length > ExcerptLength ? "…" : "");
}
