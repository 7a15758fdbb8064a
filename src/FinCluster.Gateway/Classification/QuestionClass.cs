using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Edge;

namespace FinCluster.Gateway.Classification;

/// <summary>What is known of a question without any model of language: it holds no text of it.</summary>
/// <param name="Verdict">What the tenant's guard says of it.</param>
/// <param name="Intent">What it asks for.</param>
/// <param name="Tier">Whether the edge model would answer it well, and its line of business.</param>
internal sealed record QuestionClass(GuardVerdict Verdict, QuestionIntent Intent, EdgeDecision Tier)
{
    /// <summary>Gets how sure it is that the text is to be refused for something: 1 where a rule is broken, the classifier's score for what it finds most likely, 0 for the others.</summary>
    public double ScoreOf(GuardCategory category) => Verdict.Findings.Any(finding => finding.Category == category) ? 1
        : Verdict.Category == category ? Verdict.Score ?? 0
        : 0;
}
