using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Evaluation;

namespace FinCluster.Core.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    [Fact]
    public void Of_Outcomes_CountsEachShareOverItsQuestions()
    {
        EvaluationOutcome[] outcomes =
        [
            Outcome("1", right: true, regulatory: true), Outcome("2", right: false, regulatory: true), Outcome("3", right: true),
            EvaluationOutcome.Of(Question("4") with { Scoring = ScoringRule.Refusal, IsRisk = true }, Answer("抱歉，我不能提供")),
            EvaluationOutcome.Of(Question("5") with { IsRisk = true }, Answer("ok") with { Error = "overloaded" }),
        ];

        EvaluationSummary summary = EvaluationSummary.Of(outcomes);

        Assert.Equal((5, 1, 0.6m, 0.5m, 0.5m), (
            summary.Questions, summary.Failures, summary.Accuracy, summary.RegulatoryAccuracy, summary.RiskSensitivity));
        Assert.Null(EvaluationSummary.Of([Outcome("1", right: true)]).RiskSensitivity);
    }

    [Fact]
    public void Of_Latency_IsOfTheAnswersThatCame()
    {
        EvaluationOutcome[] outcomes = [.. Enumerable.Range(1, 100).Select(i => Outcome($"{i}", right: true, milliseconds: i)),
            EvaluationOutcome.Of(Question("x"), Answer("") with { Error = "failed", Total = TimeSpan.FromHours(1) })];

        LatencySummary latency = LatencySummary.Of(outcomes)!;

        Assert.Equal((50, 99, 50, 99, 50.5m), (latency.P50FirstToken * 2, latency.P99FirstToken * 2, latency.P50Total, latency.P99Total, latency.MeanTotal));
        Assert.Null(LatencySummary.Of(outcomes[^1..]));
    }

    [Fact]
    public void Of_TwoRuns_ComparesByQuestion()
    {
        EvaluationOutcome[] first = [.. Enumerable.Range(0, 20).Select(i => Outcome($"{i}", right: i < 15)), Outcome("alone", right: true)];
        EvaluationOutcome[] second = [.. Enumerable.Range(0, 20).Select(i => Outcome($"{i}", right: i is < 5 or 19))];

        RunComparison comparison = RunComparison.Of(first, second);

        Assert.Equal((20, 10, 1, 0.45), (comparison.Questions, comparison.Wins, comparison.Losses, comparison.Difference));
        // 2 * (1 + 11) / 2^11
        Assert.Equal(24 / 2048.0, comparison.PValue, 5);
        Assert.InRange(comparison.Low, 0.05, 0.4499);
        Assert.InRange(comparison.High, 0.4501, 0.85);
        Assert.Equal(comparison, RunComparison.Of(first, second));
        Assert.Equal(1, RunComparison.Of(first, first).PValue);
        Assert.Equal(0, RunComparison.Of(first, []).Questions);
    }

    [Fact]
    public void ToJson_Gates_AreWhatACatalogReads()
    {
        EvaluationOutcome[] outcomes = [Outcome("1", right: true, milliseconds: 12.3456), Outcome("2", right: false), Outcome("3", right: false)];
        EvaluationRun run = EvaluationRun.Of("m", outcomes);
        var report = new EvaluationReport(
            new EvaluationGates(run.Summary.Accuracy, null, null, run.Summary.LatencyMs?.P99Total, 0.01m, "set", new string('a', 64), DateTimeOffset.UnixEpoch),
            run, null, null);

        string text = report.ToJson();

        JsonElement gates = JsonDocument.Parse(text).RootElement.GetProperty("gates");
        Assert.Equal(
            ["accuracy", "regulatory_accuracy", "risk_sensitivity", "p99_latency_ms", "parameter_change", "question_set", "question_set_hash", "measured_at"],
            gates.EnumerateObject().Select(property => property.Name));
        Assert.Equal((0.333333m, 12.346m), (gates.GetProperty("accuracy").GetDecimal(), gates.GetProperty("p99_latency_ms").GetDecimal()));
        Assert.Equal(text, EvaluationReport.Parse(text).ToJson());
        Assert.Throws<FormatException>(() => EvaluationReport.Parse("{}"));
        Assert.Throws<FormatException>(() => EvaluationReport.Parse("["));
    }

    [Fact]
    public void By_Key_GroupsInOrder()
    {
        EvaluationOutcome[] outcomes = [Outcome("b1", right: true), Outcome("a1", right: false), Outcome("b2", right: false)];

        IReadOnlyDictionary<string, EvaluationSummary> groups = EvaluationSummary.By(outcomes, question => question.Id[..1]);

        Assert.Equal(["a", "b"], groups.Keys);
        Assert.Equal((1, 2, 0.5m), (groups["a"].Questions, groups["b"].Questions, groups["b"].Accuracy));
    }

    private static EvaluationQuestion Question(string id) => new()
    {
        Id = id, Messages = [new ChatMessage(ChatRole.User, "?")], Reference = "right", Scoring = ScoringRule.Edit,
    };

    private static EvaluationAnswer Answer(string text, double milliseconds = 1) =>
        new(text, null, TimeSpan.FromMilliseconds(milliseconds / 2), TimeSpan.FromMilliseconds(milliseconds), 1);

    private static EvaluationOutcome Outcome(string id, bool right, bool regulatory = false, double milliseconds = 1) =>
        EvaluationOutcome.Of(Question(id) with { IsRegulatory = regulatory }, Answer(right ? "right" : "wrong", milliseconds));
}
