using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class DriftBaselineTests
{
    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        DriftBaseline baseline = DriftBaseline.Of(Observed.Fill(new Random(3), 700, Observed.Usual), Observed.Start);

        DriftBaseline read = DriftBaseline.Parse(baseline.ToJson());

        Assert.Equal((Observed.Start, 700), (read.MadeAt, read.Sample));
        Assert.All(DriftFeatures.All, feature => Assert.Equal(baseline.Of(feature).ToArray(), read.Of(feature).ToArray()));
    }

    [Fact]
    public void With_OneFeature_TakesThatAlone()
    {
        DriftBaseline first = DriftBaseline.Of(Observed.Fill(new Random(1), 600, Observed.Usual), Observed.Start);
        DriftBaseline second = DriftBaseline.Of(Observed.Fill(new Random(2), 900, Observed.Shifted), Observed.Start);

        DriftBaseline mixed = first.With(DriftFeature.Cluster, second);

        Assert.Equal((600, 900), (mixed.SampleOf(DriftFeature.Intent), mixed.SampleOf(DriftFeature.Cluster)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"made_at":"2026-03-02T00:00:00Z","features":{"mood":{}}}""")]
    [InlineData("""{"made_at":"2026-03-02T00:00:00Z","features":{"intent":{"nosuch":1}}}""")]
    [InlineData("""{"made_at":"2026-03-02T00:00:00Z","features":{"intent":{"other":-1}}}""")]
    [InlineData("""{"made_at":"2026-03-02T00:00:00Z","features":{"intent":null}}""")]
    public void Parse_SomethingElse_IsAFormatException(string json) => Assert.Throws<FormatException>(() => DriftBaseline.Parse(json));
}
