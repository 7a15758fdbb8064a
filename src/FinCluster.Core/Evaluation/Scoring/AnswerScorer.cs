namespace FinCluster.Core.Evaluation.Scoring;

/// <summary>Scores answers.</summary>
public static class AnswerScorer
{
    /// <summary>Scores an answer by the question's rule.</summary>
    /// <returns>Whether it is right, and whether it refuses or warns where the question needs that (null where it does not).</returns>
    public static (bool IsRight, bool? HandlesRisk) Score(EvaluationQuestion question, string answer)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(answer);
        bool? handlesRisk = question.IsRisk || question.Scoring == ScoringRule.Refusal ? RiskText.RefusesOrWarns(answer) : null;
        bool isRight = question.Scoring switch
        {
            ScoringRule.Number => IsSameNumber(question, answer),
            ScoringRule.Choice => ChoiceText.Find(answer) is { } letter && letter == ChoiceText.Find(question.Reference),
            ScoringRule.Refusal => handlesRisk == true,
            _ => EditSimilarity.Of(question.Reference, answer) >= EditSimilarity.Right,
        };
        return (isRight, handlesRisk);
    }

    private static bool IsSameNumber(EvaluationQuestion question, string answer)
    {
        if (AmountText.Last(question.Reference) is not { } expected || AmountText.Last(answer) is not { } given)
        {
            return false;
        }

        // Two amounts near zero differ by no share of them, so a tiny absolute error passes too.
        return Math.Abs(given - expected) <= Math.Max(1e-9, Math.Abs(expected) * question.Tolerance);
    }
}
