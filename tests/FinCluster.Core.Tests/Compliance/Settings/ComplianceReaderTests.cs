using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Compliance.Settings;

/// <summary>The configuration of what is done to questions and answers.</summary>
public sealed class ComplianceReaderTests
{
    private static readonly string[] Packs = ["base", "cn", "us"];

    [Fact]
    public void Parse_NamedTenant_HasItsProfile_AndOthersHaveTheirs()
    {
        ComplianceConfiguration read = ComplianceReader.Parse(
            """
            {
              "producer": { "name": "某证券", "code": "91310000MA1K000006" },
              "others": { "packs": ["base", "us"] },
              "tenants": { "acme": { "audience": "internal", "disagreement": "block-on-one", "reveal": true, "retention": "suitability_cn" } }
            }
            """,
            Packs);

        ComplianceProfile acme = read.Of(new TenantId("acme"));
        ComplianceProfile other = read.Of(new TenantId("other"));
        Assert.Equal("某证券", read.Producer.Name);
        Assert.Equal((Audience.Internal, DisagreementPolicy.BlockOnOne, true, "suitability_cn"), (acme.Audience, acme.Disagreement, acme.Reveal, acme.Retention));
        Assert.Equal(["base", "cn", "us"], acme.Packs);
        Assert.Equal((Audience.Public, DisagreementPolicy.ReviewOnOne, false), (other.Audience, other.Disagreement, other.Reveal));
        Assert.Equal(["base", "us"], other.Packs);
        Assert.Equal(Audience.Internal, read.Of(TenantId.Local).Audience);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[]", "cannot be read")]
    [InlineData("""{"other":{}}""", "other")]
    [InlineData("""{"others":{"guards":true}}""", "guards")]
    [InlineData("""{"others":{"audience":"all"}}""", "audience")]
    [InlineData("""{"others":{"audience":1}}""", "audience")]
    [InlineData("""{"others":{"packs":["eu"]}}""", "others: there is no rule pack 'eu'; there is base, cn, us")]
    [InlineData("""{"others":{"packs":["cn","cn"]}}""", "others: a rule pack is named twice")]
    [InlineData("""{"others":{"packs":[]}}""", "others: guard needs a rule pack")]
    [InlineData("""{"others":{"reveal":true,"mask":false}}""", "others: reveal needs mask")]
    [InlineData("""{"others":{"retention":""}}""", "others: retention must have 1 to 128 characters")]
    [InlineData("""{"tenants":{"a b":{}}}""", "tenants: 'a b' is no tenant's id")]
    [InlineData("""{"producer":{"name":"","code":""}}""", "producer: name must have 1 to 128 characters")]
    public void Parse_WhatIsWrong_SaysWhereAndWhy(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => ComplianceReader.Parse(json, Packs)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_Risks_SayWhoTakesCanaries()
    {
        ComplianceConfiguration read = ComplianceReader.Parse(
            """{"canariesUpTo":"medium","tenants":{"lab":{"risk":"low"},"desk":{"risk":"medium"},"app":{}}}""", Packs);

        Assert.Equal(
            (true, true, false, false, true),
            (read.TakesCanaries(new TenantId("lab")), read.TakesCanaries(new TenantId("desk")), read.TakesCanaries(new TenantId("app")),
             read.TakesCanaries(new TenantId("other")), read.TakesCanaries(TenantId.Local)));
        Assert.True(ComplianceConfiguration.Default.TakesCanaries(new TenantId("other")));
    }

    [Fact]
    public void Parse_GuardOff_NeedsNoPack() =>
        Assert.False(ComplianceReader.Parse("""{"others":{"guard":false,"packs":[]}}""", Packs).Of(new TenantId("a")).Guard);
}
