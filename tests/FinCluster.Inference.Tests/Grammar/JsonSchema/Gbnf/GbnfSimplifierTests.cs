using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Gbnf;

public sealed class GbnfSimplifierTests
{
    [Fact]
    public void Simplify_UnusedRules_AreRemoved() =>
        Assert.Equal("root ::= \"x\"\n", Simplify(("root", Text("x")), ("unused", Reference("root"))));

    [Fact]
    public void Simplify_Aliases_AreFollowed() =>
        Assert.Equal("root ::= \"<\" c\nc ::= \"x\"\n", Simplify(
            ("root", Sequence(Text("<"), Reference("a"))), ("a", Reference("b")), ("b", Reference("c")), ("c", Text("x"))));

    [Fact]
    public void Simplify_EqualRules_AreMergedFromTheInsideOut() =>
        Assert.Equal("root ::= a a\na ::= \"(\" x\nx ::= \"x\"\n", Simplify(
            ("root", Sequence(Reference("a"), Reference("b"))),
            ("a", Sequence(Text("("), Reference("x"))),
            ("b", Sequence(Text("("), Reference("y"))),
            ("x", Text("x")),
            ("y", Text("x"))));

    [Fact]
    public void Simplify_AlternativesWithoutEnd_AreRemoved() =>
        Assert.Equal("root ::= \"x\"\n", Simplify(
            ("root", Choice(Text("x"), Reference("loop"), Sequence(Text("y"), Reference("never")))),
            ("loop", Sequence(Text("["), Reference("loop"), Text("]"))),
            ("never", Never)));

    [Fact]
    public void Simplify_OptionalPartWithoutEnd_Disappears() =>
        Assert.Equal("root ::= \"xy\"\n", Simplify(
            ("root", Sequence(Text("x"), Many(Reference("loop")), Text("y"))), ("loop", Sequence(Text("["), Reference("loop")))));

    [Fact]
    public void Simplify_RootWithoutEnd_NamesTheCulprit() =>
        Assert.Equal("never", SimplifyToCulprit(
            ("root", Sequence(Text("a"), Reference("b"))), ("b", Sequence(Text("b"), Reference("never"))), ("never", Never)));

    private static string Simplify(params (string Name, GbnfNode Body)[] bodies)
    {
        var rules = Rules(bodies);
        Assert.Null(GbnfSimplifier.Simplify(rules));
        return rules.ToString();
    }

    private static string? SimplifyToCulprit(params (string Name, GbnfNode Body)[] bodies) => GbnfSimplifier.Simplify(Rules(bodies));

    private static GbnfRules Rules((string Name, GbnfNode Body)[] bodies)
    {
        var rules = new GbnfRules();
        foreach (var (name, body) in bodies)
        {
            rules.Define(rules.Reserve(name), body);
        }

        return rules;
    }
}
