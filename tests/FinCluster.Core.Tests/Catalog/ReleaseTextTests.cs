using FinCluster.Core.Catalog.Releases;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog;

/// <summary>The bytes that ids of releases are made of. They never change, so neither do these tests.</summary>
public sealed class ReleaseTextTests
{
    private const string FullText =
        """
        {"release":1,"base":"cae662172fd450bb0cd710a769079c05bfc5d8e35efa6576edc7d0377afdd4a2","domain":{"adapter":"7e6e9877fff0dbcc576df15fd6e6de65a95d6dce6ced8fc47c4cf9dba3484195","scale":1},"task":{"adapter":"bb8db4198ec92d25a3e4fda096966818df27f0ead0d17f1482016772699a07d1","scale":0.5},"template":"63bce8d4edf0cd46fffe9c93a06ed34806202956d17a36a94df37388d9149b51","guard":"3a9bea8bcb76ab03c2e5e52b3d77c551148393d51fd546ca2d6c3913e21bd532","knowledge":"87f75b06c995de8f23c70d52868fc32b151baca53bc3d0da7d7d3b277bc8ae0d","gates":{"accuracy":0.9,"regulatory_accuracy":0.91,"risk_sensitivity":0.97,"p99_latency_ms":812.5,"parameter_change":0.01,"question_set":"finance-core","question_set_hash":"e3fe0561900920f32fe1f7fc6164fdf8813cfcecefef866687e4123ff14427a1","measured_at":"2026-01-02T03:04:05Z"},"note":"首发 \"A\"\\B\u000a\u001f/😀<&>"}
        """;

    private const string LeastText = """{"release":1,"base":"cae662172fd450bb0cd710a769079c05bfc5d8e35efa6576edc7d0377afdd4a2"}""";

    private static readonly Release Full = new(CatalogSamples.Hash("base"))
    {
        Domain = new AdapterUse(CatalogSamples.Hash("dom")),
        Task = new AdapterUse(CatalogSamples.Hash("tsk"), 0.500m),
        ChatTemplate = CatalogSamples.Hash("tpl"),
        GuardRules = CatalogSamples.Hash("grd"),
        Knowledge = CatalogSamples.Hash("kno"),
        Gates = CatalogSamples.Passing with { MeasuredAt = new DateTimeOffset(2026, 1, 2, 11, 4, 5, TimeSpan.FromHours(8)) },
        Note = "首发 \"A\"\\B\n\u001f/😀<&>",
    };

    [Fact]
    public void Format_EveryField_IsTheseBytes()
    {
        Assert.Equal(FullText, ReleaseText.Format(Full));
        Assert.Equal("dae89b4d1ed8645dabe79b78376929ec9683258f50150340fbf9f7dac21b494d", ReleaseText.IdOf(Full).Value);
    }

    [Fact]
    public void Format_BaseAlone_IsTheseBytes()
    {
        var release = new Release(CatalogSamples.Hash("base"));

        Assert.Equal(LeastText, ReleaseText.Format(release));
        Assert.Equal("d75b8c19041473580d0ecac52a75a959857885fd37b9cb100fa3816f9411552c", ReleaseText.IdOf(release).Value);
    }

    [Fact]
    public void Parse_WhatWasWritten_IsTheSameRelease()
    {
        Assert.Equal(Full, ReleaseText.Parse(FullText));
        Assert.Equal(new Release(CatalogSamples.Hash("base")), ReleaseText.Parse(LeastText));
    }

    [Theory]
    [InlineData("{\"release\":1,", "{\"release\":2,")]
    [InlineData("\"scale\":1}", "\"scale\":1.0}")]
    [InlineData("\"scale\":0.5", "\"scale\":11")]
    [InlineData("\"accuracy\":0.9,", "\"accuracy\":1.5,")]
    [InlineData("{\"release\":1,", "{\"release\":1, ")]
    [InlineData("\"note\":", "\"news\":")]
    [InlineData("05Z\"", "05+00:00\"")]
    [InlineData("{\"release\":1,", "{\"release\":1,\"release\":1,")]
    public void Parse_AnythingElse_IsRefused(string from, string to) =>
        Assert.Throws<FormatException>(() => ReleaseText.Parse(FullText.Replace(from, to, StringComparison.Ordinal)));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("10.000001")]
    [InlineData("0.1234567")]
    public void Format_ScaleThatCannotBe_IsRefused(string scale) => Assert.Throws<ArgumentException>(() => ReleaseText.Format(
        Full with { Domain = new AdapterUse(CatalogSamples.Hash("dom"), decimal.Parse(scale, System.Globalization.CultureInfo.InvariantCulture)) }));

    [Fact]
    public void Format_HalfACharacter_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ReleaseText.Format(Full with { Note = "a" + '\ud83d' }));
        Assert.Throws<ArgumentException>(() => ReleaseText.Format(Full with { Note = '\ude00' + "a" }));
    }

    [Fact]
    public void GateResults_File_IsRead()
    {
        GateResults results = GateResultsText.Parse(
            """{ "accuracy": 0.9, "p99_latency_ms": 812.5, "question_set": "finance-core", "measured_at": "2026-01-02T11:04:05+08:00" }""");

        Assert.Equal((0.9m, TimeSpan.FromMilliseconds(812.5), null), (results.Accuracy, results.P99Latency, results.RiskSensitivity));
        Assert.Equal(CatalogSamples.Passing.MeasuredAt, results.MeasuredAt);
    }

    [Theory]
    [InlineData("""{"acuracy": 0.9}""", "acuracy")]
    [InlineData("""{"accuracy": 90}""", "accuracy must be between 0 and 1")]
    [InlineData("""{"p99_latency_ms": 0.0001}""", "p99_latency_ms")]
    [InlineData("""{"p99_latency_ms": 1e300}""", "")]
    [InlineData("""{"question_set_hash": "abc"}""", "64 lower-case")]
    [InlineData("null", "null")]
    [InlineData("", "")]
    public void GateResults_ThatCannotBe_AreRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => GateResultsText.Parse(text)).Message, StringComparison.Ordinal);
}
