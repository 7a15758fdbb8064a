using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Admin.Reviews;

/// <summary>What a reviewer says of an answer, as he sent it.</summary>
/// <param name="Decision">approve, correct or reject.</param>
/// <param name="Correction">The right answer; null for none.</param>
/// <param name="Note">Why; null for nothing.</param>
/// <param name="Reviewer">Who decides.</param>
internal sealed record ReviewVerdict(string? Decision, string? Correction, string? Note, string? Reviewer)
{
    /// <summary>Makes a decision of it.</summary>
    /// <param name="now">When it is taken.</param>
    /// <exception cref="RequestException">A field is missing, too long or does not fit.</exception>
    public ReviewDecision Read(DateTimeOffset now)
    {
        var decision = new ReviewDecision
        {
            Status = Decision switch
            {
                "approve" => ReviewStatus.Approved,
                "correct" => ReviewStatus.Corrected,
                "reject" => ReviewStatus.Rejected,
                _ => throw RequestException.Invalid("decision", "decision must be one of approve, correct, reject"),
            },
            Correction = Correction,
            Note = string.IsNullOrEmpty(Note) ? null : Note,
            Reviewer = Reviewer ?? "",
            DecidedAt = now,
        };
        return ReviewRules.FindProblem(decision) is var (field, problem) ? throw RequestException.Invalid(field, problem) : decision;
    }
}
