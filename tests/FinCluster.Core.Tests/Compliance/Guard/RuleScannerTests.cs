using FinCluster.Core.Compliance.Guard;

namespace FinCluster.Core.Tests.Compliance.Guard;

public sealed class RuleScannerTests
{
    private const string Pair = """ "match":[{"words":["甲"]},{"words":["乙"],"gap":3}] """;

    [Theory]
    [InlineData(Pair, "甲乙", true)]
    [InlineData(Pair, "甲一二三乙", true)]
    [InlineData(Pair, "甲一二三四乙", false)]
    [InlineData(Pair, "乙甲", false)]
    [InlineData(Pair, "甲。乙", false)]
    [InlineData(Pair, "甲甲甲甲甲甲乙", true)]
    [InlineData(Pair + """, "across":true """, "甲。乙", true)]
    [InlineData(""" "match":[{"words":["甲"]},{"words":["乙"]}],"order":"any","window":6 """, "乙一二三四甲", true)]
    [InlineData(""" "match":[{"words":["甲"]},{"words":["乙"]}],"order":"any","window":6 """, "乙一二三四五甲", false)]
    [InlineData(""" "match":[{"words":["甲甲"]},{"words":["甲"]}],"order":"any","window":9 """, "甲甲", false)]
    [InlineData(""" "match":[{"words":["tip"]}] """, "a tip.", true)]
    [InlineData(""" "match":[{"words":["tip"]}] """, "tips", false)]
    [InlineData(""" "match":[{"words":["tip"]}] """, "multip tipped", false)]
    [InlineData(""" "match":[{"words":["tip*"]}] """, "tipped", true)]
    [InlineData(""" "match":[{"words":["insider tip"]}] """, "insider-tip", true)]
    [InlineData(""" "match":[{"words":["insider tip"]}] """, "#insidertip", true)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"before":3}] """, "丙一二三甲", false)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"before":3}] """, "丙一二三四甲", true)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"before":3}] """, "甲丙", true)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"after":2}] """, "甲一二丙", false)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"after":2}] """, "甲一二三丙", true)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"after":2}] """, "甲", true)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丙"],"after":2}] """, "甲丙一甲", true)]
    [InlineData(""" "match":[{"words":["甲"]},{"words":["乙"],"gap":9}],"unless":[{"words":["丙"],"before":1}] """, "甲丙乙", false)]
    [InlineData(""" "match":[{"words":["甲不乙"]}],"unless":[{"words":["不"],"before":5}] """, "甲不乙", true)]
    [InlineData(""" "match":[{"words":["甲不乙"]}],"unless":[{"words":["不"],"before":5}] """, "不甲不乙", false)]
    [InlineData(""" "match":[{"words":["甲"]}],"unless":[{"words":["丁"],"before":2},{"words":["丙"],"after":2}] """, "甲丁一", true)]
    [InlineData(""" "match":[{"words":["洗钱"]}],"unless":[{"words":["反洗钱"],"before":1}] """, "反洗钱", false)]
    [InlineData(""" "pattern":"甲.乙" """, "甲一乙", true)]
    public void Check_Rule_MatchesOrNot(string rule, string text, bool matches) =>
        Assert.Equal(matches, new InputGuard(TestPacks.Compile(TestPacks.Rule(rule))).Check(text).Action == GuardAction.Refuse);
}
