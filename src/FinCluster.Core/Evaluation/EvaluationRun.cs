namespace FinCluster.Core.Evaluation;

/// <summary>One model's part of an evaluation.</summary>
/// <param name="Model">Its name or alias.</param>
/// <param name="Summary">All questions.</param>
/// <param name="ByKind">The questions of each kind.</param>
/// <param name="ByLanguage">The questions of each language.</param>
/// <param name="ByDomain">The questions of each domain.</param>
/// <param name="Answers">Every answer.</param>
public sealed record EvaluationRun(
    string Model, EvaluationSummary Summary, IReadOnlyDictionary<string, EvaluationSummary> ByKind, IReadOnlyDictionary<string, EvaluationSummary> ByLanguage,
    IReadOnlyDictionary<string, EvaluationSummary> ByDomain, IReadOnlyList<EvaluationLine> Answers)
{
    /// <summary>Sums a run up.</summary>
    public static EvaluationRun Of(string model, IReadOnlyCollection<EvaluationOutcome> outcomes) => new(
        model,
        EvaluationSummary.Of(outcomes),
        EvaluationSummary.By(outcomes, question => question.Kind),
        EvaluationSummary.By(outcomes, question => question.Language),
        EvaluationSummary.By(outcomes, question => question.Domain),
        [
            .. outcomes.Select(outcome => new EvaluationLine(
                outcome.Question.Id, outcome.Question.Kind, outcome.Question.Language, outcome.Question.Domain, outcome.IsRight, outcome.HandlesRisk,
                outcome.Answer.Text, outcome.Answer.Error, Math.Round(outcome.Answer.TimeToFirstToken.TotalMilliseconds, 3),
                Math.Round(outcome.Answer.Total.TotalMilliseconds, 3))),
        ]);
}
