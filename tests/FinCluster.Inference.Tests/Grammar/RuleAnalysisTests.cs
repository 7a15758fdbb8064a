using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class RuleAnalysisTests
{
    [Theory]
    [InlineData("root ::= root \"a\" | \"b\"", "root -> root", 1)]
    [InlineData("root ::= a\na ::= b \"x\" | \"y\"\nb ::= a", "a -> b -> a", 2)]
    [InlineData("root ::= a\na ::= none a \"x\" | \"y\"\nnone ::= \"\"", "a -> a", 2)]
    [InlineData("root ::= a\na ::= none other a \"x\" | \"y\"\nnone ::= \"\" | \"n\"\nother ::= none none", "a -> a", 2)]
    [InlineData("root ::= (\"x\"? root) | \"y\"", "root -> root", 1)]
    [InlineData("root ::= (\"x\"* | \"z\") (root \"w\")? \"y\"", "root -> root", 1)]
    [InlineData("root ::= root{2} | \"y\"", "root -> root", 1)]
    [InlineData("root ::= \"x\"\nunused ::= unused \"y\" | \"z\"", "unused -> unused", 2)]
    [InlineData("root ::= a\na ::= b\nb ::= c\nc ::= d\nd ::= e\ne ::= f\nf ::= g\ng ::= a", "a -> b -> c -> d -> e -> f -> ... -> a", 2)]
    public void Check_LeftRecursion_NamesTheCycle(string gbnf, string cycle, int line)
    {
        var error = Assert.Throws<RequestException>(() => GrammarTester.Compile(gbnf));

        Assert.Contains($"left-recursive: it calls itself before it reads a character ({cycle})", error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"line {line}, column 1: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root ::= \"a\" root", "root")]
    [InlineData("root ::= \"a\" | \"b\" a\na ::= \"c\" b\nb ::= \"d\" a", "a")]
    [InlineData("root ::= \"a\" b\nb ::= \"c\"{2} b{1,3}", "b")]
    public void Check_RuleWithoutAnEnd_IsNamed(string gbnf, string rule)
    {
        var error = Assert.Throws<RequestException>(() => GrammarTester.Compile(gbnf));

        Assert.Contains($"rule '{rule}' never ends", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root ::= \"a\" root | \"b\"", "aab")]
    [InlineData("root ::= \"a\" root?", "aaa")]
    [InlineData("root ::= \"a\"\nendless ::= \"b\" endless", "a")]
    [InlineData("root ::= none none a\na ::= \"(\" none a \")\" | \"x\"\nnone ::= \"\" | \"-\"", "--(-x)")]
    public void Check_OtherRecursion_IsAllowed(string gbnf, string text) =>
        Assert.True(GrammarTester.Matches(GrammarTester.Compile(gbnf), text));

    [Fact]
    public void Check_EmptyThroughOtherRules_IsFound()
    {
        var graph = GrammarGraphBuilder.Build(GbnfParser.Parse(
            "root ::= a b \"x\"\na ::= b b\nb ::= c* | \"y\"\nc ::= \"z\" d\nd ::= a", GrammarLimits.Default));

        var analysis = RuleAnalysis.Check(graph);

        var names = graph.Syntax.Rules.Where((_, rule) => analysis.MayBeEmpty[rule]).Select(rule => rule.Name);
        Assert.Equal(["a", "b", "d"], names.Order());
    }

    [Fact]
    public void Check_RandomGrammars_AgreesWithPlainIteration()
    {
        var accepted = 0;
        for (var seed = 0; seed < 5_000; seed++)
        {
            var gbnf = RandomGrammar.Create(new Random(seed));
            var syntax = GbnfParser.Parse(gbnf, GrammarLimits.Default);
            var expected = new PlainRuleChecks(syntax).IsAccepted;
            accepted += expected ? 1 : 0;

            Assert.True(expected == IsAccepted(syntax), $"accepted {expected}:\n{gbnf}");
        }

        Assert.InRange(accepted, 500, 4_500);
    }

    private static bool IsAccepted(GrammarSyntax syntax)
    {
        try
        {
            _ = RuleAnalysis.Check(GrammarGraphBuilder.Build(syntax));
            return true;
        }
        catch (RequestException)
        {
            return false;
        }
    }
}
