using FinCluster.Core.Catalog.Releases;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class PromotionGateTests
{
    private static readonly GateResults Good = CatalogSamples.Passing;

    public static TheoryData<GateResults, string> OneTooBad => new()
    {
        { Good with { RegulatoryAccuracy = 0.879999m }, "regulatory_accuracy" },
        { Good with { RegulatoryAccuracy = null }, "regulatory_accuracy" },
        { Good with { RiskSensitivity = 0.949999m }, "risk_sensitivity" },
        { Good with { RiskSensitivity = null }, "risk_sensitivity" },
        { Good with { ParameterChange = 0.050001m }, "parameter_change" },
        { Good with { ParameterChange = null }, "parameter_change" },
        { Good with { P99Latency = TimeSpan.FromMilliseconds(1000.001) }, "p99_latency_ms" },
        { Good with { P99Latency = null }, "p99_latency_ms" },
        { Good with { Accuracy = 0.899999m }, "accuracy" },
        { Good with { Accuracy = null }, "accuracy" },
    };

    private static GateLimits Limits => new() { MaxP99Latency = TimeSpan.FromSeconds(1) };

    [Theory]
    [MemberData(nameof(OneTooBad))]
    public void Judge_OneFigureTooBad_NamesIt(GateResults results, string gate) =>
        Assert.Equal(gate, Assert.Single(PromotionGate.Judge(results, Good, Limits)).Gate);

    [Fact]
    public void Judge_FiguresAtTheirLimits_Pass()
    {
        GateResults atLimits = Good with
        {
            RegulatoryAccuracy = 0.88m, RiskSensitivity = 0.95m, ParameterChange = 0.05m, P99Latency = TimeSpan.FromSeconds(1),
        };

        Assert.Empty(PromotionGate.Judge(atLimits, Good, Limits));
        Assert.Empty(PromotionGate.Judge(atLimits with { P99Latency = TimeSpan.FromMinutes(1) }, null, new GateLimits()));
    }

    [Fact]
    public void Judge_NothingMeasured_FailsEveryGate() => Assert.Equal(
        ["accuracy", "regulatory_accuracy", "risk_sensitivity", "p99_latency_ms", "parameter_change"],
        PromotionGate.Judge(null, null, new GateLimits()).Select(failure => failure.Gate));

    [Fact]
    public void Judge_OtherQuestions_DoNotCompare()
    {
        GateResults worse = Good with { Accuracy = 0.5m, QuestionSetHash = CatalogSamples.Hash("harder") };

        Assert.Empty(PromotionGate.Judge(worse, Good, Limits));
        Assert.Empty(PromotionGate.Judge(worse with { QuestionSetHash = null }, Good with { QuestionSetHash = null }, Limits));
    }
}
