using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Core.Tests.Compliance.Guard;

public sealed class RulePackReaderTests
{
    private const string Good = """ "match":[{"words":["内幕"]}] """;

    public static TheoryData<string, string> Malformed { get; } = new()
    {
        { "[]", "rule pack" },
        { "{", "rule pack" },
        { """{"format":2,"name":"a","version":"1","rules":[]}""", "format is 2" },
        { """{"format":1,"name":"A b","version":"1","rules":[]}""", "name 'A b'" },
        { """{"format":1,"name":"a","version":"","rules":[]}""", "version" },
        { """{"format":1,"name":"a","version":"1"}""", "rules" },
        { """{"format":1,"name":"a","version":"1","rules":[],"more":1}""", "more" },
        { """{"format":1,"name":"a","name":"b","version":"1","rules":[]}""", "name" },
        { """{"format":1,"name":"a","version":"1","rules":[],"refusals":{"fr":{}}}""", "locale 'fr'" },
        { """{"format":1,"name":"a","version":"1","rules":[],"refusals":{"en":{"other":"x"}}}""", "category 'other'" },
        { """{"format":1,"name":"a","version":"1","rules":[],"refusals":{"en":{"insiderDealing":" "}}}""", "refusals.en.insiderDealing" },
        { """{"format":1,"name":"a","version":"1","sets":{"s":[]},"rules":[]}""", "set 's'" },
        { TestPacks.Json("7"), "rule 1" },
        { TestPacks.Json("null"), "rule 1" },
        { TestPacks.Json(TestPacks.Rule(Good), TestPacks.Rule(Good)), "two rules 'a'" },
        { TestPacks.Json(TestPacks.Rule(Good, id: "A")), "'A'" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "wrong":1 """)), "'a'" },
        { TestPacks.Json(TestPacks.Rule(Good, action: "allow")), "'a'" },
        { TestPacks.Json(TestPacks.Rule(Good, direction: "none")), "'a'" },
        { TestPacks.Json(TestPacks.Rule(Good, direction: "sideways")), "sideways" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "severity":"huge" """)), "severity 'huge'" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "certain":true """, action: "review")), "certain" },
        { TestPacks.Json(TestPacks.Rule(""" "severity":"low" """)), "either" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "pattern":"a" """)), "either" },
        { TestPacks.Json(TestPacks.Rule(""" "pattern":"(" """)), "'a'" },
        { TestPacks.Json(TestPacks.Rule(""" "pattern":"(a)\\1" """)), "'a'" },
        { TestPacks.Json(TestPacks.Rule(""" "pattern":"a" """, direction: "output")), "input" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[] """)), "1 to 6 steps" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[null] """)), "step 1" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":[]}] """)), "step 1" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":[null]}] """)), "step 1" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["@none"]}] """)), "no set 'none'" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["\u200b"]}] """)), "step 1" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["内*"]}] """)), "Latin" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["a"],"gap":3}] """)), "cannot have a gap" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["a"]},{"words":["b"]}] """)), "needs a gap" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["a"]},{"words":["b"],"gap":-1}] """)), "the gap is" },
        { TestPacks.Json(TestPacks.Rule(""" "match":[{"words":["a"]},{"words":["b"],"gap":25}] """, direction: "output")), "0 to 24" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "order":"any" """)), "window" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "order":"any","window":0 """)), "window" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "order":"any","window":9 """, direction: "output")), "input" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "order":"other" """)), "order 'other'" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "unless":[{"words":["a"]}] """)), "unless 1" },
        { TestPacks.Json(TestPacks.Rule(Good + """, "unless":[{"words":["a"],"before":999}] """)), "unless 1" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_Malformed_SaysWhere(string json, string part)
    {
        FormatException error = Assert.Throws<FormatException>(() => RulePackReader.Read(json));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooLongWord_NamesTheRule() => Assert.Contains(
        "'a', step 1",
        Assert.Throws<FormatException>(() => RulePackReader.Read(TestPacks.Json(TestPacks.Rule($$""" "match":[{"words":["{{new string('内', 49)}}"]}] """)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_WholePack_HasEverything()
    {
        RulePack pack = RulePackReader.Read("""
            {
              "format": 1, "name": "x", "version": "2026.11", "jurisdiction": "CN",
              "sets": { "ask": ["告訴我", "告诉我"], "more": ["@ask", "Tell Me"] },
              "rules": [{
                "id": "x.tip", "category": "insiderDealing", "severity": "high", "directions": ["input", "output"], "action": "refuse", "certain": true, "across": true,
                "match": [{ "words": ["@more"] }, { "words": ["insid*"], "gap": 4 }],
                "unless": [{ "words": ["什么是"], "before": 3, "after": 2 }]
              }],
              "refusals": { "en": { "insiderDealing": "No." } }
            }
            """);

        GuardRule rule = Assert.Single(pack.Rules);
        Assert.Equal("x@2026.11", pack.Source);
        Assert.Equal("CN", pack.Jurisdiction);
        Assert.Equal(["告诉我", "tell me"], rule.Steps[0].Words);
        Assert.Equal(4, rule.Steps[1].Gap);
        Assert.Equal((3, 2), (rule.Unless[0].Before, rule.Unless[0].After));
        Assert.True(rule.IsCertain && rule.CrossesSentences);
        Assert.Equal(GuardDirections.Input | GuardDirections.Output, rule.Directions);
        Assert.Equal("No.", pack.Refusals[("en", GuardCategory.InsiderDealing)]);
    }

    [Fact]
    public void Compile_SameRuleOrPackTwice_Throws()
    {
        RulePack pack = RulePackReader.Read(TestPacks.Json(TestPacks.Rule(Good)));

        Assert.Throws<FormatException>(() => GuardRules.Compile([pack, pack]));
        Assert.Throws<FormatException>(() => GuardRules.Compile([pack, pack with { Name = "other" }]));
    }

    [Fact]
    public void Shipped_AllCategoriesAndDirections_HaveRulesAndTexts()
    {
        Assert.Equal(["base", "cn", "us"], ShippedPacks.All.Select(pack => pack.Name));
        foreach (GuardCategory category in Enum.GetValues<GuardCategory>())
        {
            GuardRule[] rules = [.. ShippedPacks.All.SelectMany(pack => pack.Rules).Where(rule => rule.Category == category)];
            Assert.Contains(rules, rule => rule.Directions.HasFlag(GuardDirections.Input));
            Assert.Contains(rules, rule => rule.Directions.HasFlag(GuardDirections.Output));
            Assert.NotEqual(TestPacks.Shipped.Refusals.For(null, AnswerLocale.Chinese), TestPacks.Shipped.Refusals.For(category, AnswerLocale.Chinese));
            Assert.NotEqual(TestPacks.Shipped.Refusals.For(null, AnswerLocale.English), TestPacks.Shipped.Refusals.For(category, AnswerLocale.English));
        }
    }
}
