using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Compliance.Review;

/// <summary>What items, decisions and pages may be. All lengths are in characters (UTF-16).</summary>
public static class ReviewRules
{
    /// <summary>The longest question, answer or correction.</summary>
    public const int MaxTextLength = 32_768;

    /// <summary>The longest comment of a user, and note of a reviewer.</summary>
    public const int MaxNoteLength = 4_096;

    /// <summary>The longest name: of a reviewer, a model, a release or a request.</summary>
    public const int MaxNameLength = 256;

    /// <summary>The items of a page unless the caller says otherwise.</summary>
    public const int DefaultPageSize = 50;

    /// <summary>The most items of a page.</summary>
    public const int MaxPageSize = 100;

    /// <summary>The texts of a page after which it ends, in bytes of UTF-8: one item more may come, and it still fits a message of 4 MiB.</summary>
    public const int MaxPageBytes = 1024 * 1024;

    /// <summary>Says whether an open item of a reason makes room before those of other reasons: nobody would look for it.</summary>
    public static bool IsSpare(ReviewReason reason) => reason is ReviewReason.Feedback or ReviewReason.Sample;

    /// <summary>Shortens a text to a length, and never cuts a character of two halves apart.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most characters.</param>
    public static string Bound(string text, int length = MaxTextLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>Says what is wrong with an item that is to be added; null when nothing is.</summary>
    public static (string Field, string Problem)? FindProblem(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return !ReviewId.TryParse(item.Id.Value, out _) ? ("id", "id is none of a review")
            : !TenantId.TryParse(item.Tenant.Value, out _) ? ("tenant", "tenant is no id of a tenant")
            : item.Session is { } session && !SessionId.TryParse(session.Value, out _) ? ("session", "session is no id of a session")
            : item.Decision is not null ? ("decision", "an item comes undecided")
            : Length("request_id", item.RequestId, MaxNameLength, isNeeded: true)
                ?? Length("question", item.Question, MaxTextLength, isNeeded: true)
                ?? Length("answer", item.Answer, MaxTextLength)
                ?? Length("model", item.Model, MaxNameLength)
                ?? Length("release", item.Release, MaxNameLength)
                ?? Length("comment", item.Comment, MaxNoteLength);
    }

    /// <summary>Says what is wrong with a decision; null when nothing is.</summary>
    public static (string Field, string Problem)? FindProblem(ReviewDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        bool isCorrection = decision.Status == ReviewStatus.Corrected;
        return decision.Status == ReviewStatus.Open || !Enum.IsDefined(decision.Status) ? ("decision", "a decision approves, corrects or rejects")
            : !isCorrection && decision.Correction is not null ? ("correction", "only a decision that corrects has a correction")
            : Length("correction", decision.Correction, MaxTextLength, isNeeded: isCorrection)
                ?? Length("reviewer", decision.Reviewer, MaxNameLength, isNeeded: true)
                ?? Length("note", decision.Note, MaxNoteLength);
    }

    /// <summary>Refuses an item that may not be added.</summary>
    /// <exception cref="ArgumentException">It may not.</exception>
    public static void ThrowIfInvalid(ReviewItem item) => ThrowIf(FindProblem(item), nameof(item));

    /// <summary>Refuses a decision that is none.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void ThrowIfInvalid(ReviewDecision decision) => ThrowIf(FindProblem(decision), nameof(decision));

    /// <summary>Refuses a page that is too large, or empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    public static void ThrowIfInvalidPageSize(int pageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, MaxPageSize);
    }

    private static (string Field, string Problem)? Length(string field, string? text, int most, bool isNeeded = false) =>
        isNeeded && string.IsNullOrWhiteSpace(text) ? (field, $"{field} is missing")
            : text?.Length > most ? (field, $"{field} must have at most {most} characters, it has {text.Length}")
            : null;

    private static void ThrowIf((string Field, string Problem)? problem, string parameter)
    {
        if (problem is var (_, what))
        {
            throw new ArgumentException(what, parameter);
        }
    }
}
