using FinCluster.Core.Evaluation.Scoring;

namespace FinCluster.Core.Evaluation;

/// <summary>A question, its answer and its score.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="IsRight">Whether it is right; an answer that failed is wrong.</param>
/// <param name="HandlesRisk">Whether it refuses or warns, where the question needs that; null where it does not.</param>
public sealed record EvaluationOutcome(EvaluationQuestion Question, EvaluationAnswer Answer, bool IsRight, bool? HandlesRisk)
{
    /// <summary>Scores an answer.</summary>
    public static EvaluationOutcome Of(EvaluationQuestion question, EvaluationAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        (bool isRight, bool? handlesRisk) = AnswerScorer.Score(question, answer.Text);
        return answer.Error is null
            ? new EvaluationOutcome(question, answer, isRight, handlesRisk)
            : new EvaluationOutcome(question, answer, false, handlesRisk is null ? null : false);
    }
}
