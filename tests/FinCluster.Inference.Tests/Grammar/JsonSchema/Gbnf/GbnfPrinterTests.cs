using FinCluster.Inference.Grammar;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Gbnf;

public sealed class GbnfPrinterTests
{
    private static readonly GbnfNode A = Reference("a");
    private static readonly GbnfNode B = Reference("b");

    [Fact]
    public void Print_NestedParts_GroupsWhereItMust()
    {
        Assert.Equal("a | b a", GbnfPrinter.Print(Choice(A, Sequence(B, A))));
        Assert.Equal("a (a | b)", GbnfPrinter.Print(Sequence(A, Choice(A, B))));
        Assert.Equal("(a b)*", GbnfPrinter.Print(Many(Sequence(A, B))));
        Assert.Equal("(a | b)?", GbnfPrinter.Print(Optional(Choice(A, B))));
        Assert.Equal("(a{2}){3,}", GbnfPrinter.Print(Repeat(Exactly(A, 2), 3, null)));
        Assert.Equal("(\"ab\")+ \"c\"?", GbnfPrinter.Print(Sequence(Repeat(Text("ab"), 1, null), Optional(Text("c")))));
        Assert.Equal("a{0,3}", GbnfPrinter.Print(Repeat(A, 0, 3)));
        Assert.Equal("\"\"", GbnfPrinter.Print(Empty));
    }

    [Theory]
    [InlineData("plain 平安", "plain 平安")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("\n\r\t\0\u007f", "\\n\\r\\t\\x00\\x7F")]
    [InlineData("\u00a0\u2028\u0301\ufeff", "\\xA0\\u2028\\u0301\\uFEFF")]
    [InlineData("😀\U000E0001", "😀\\U000E0001")]
    [InlineData("[^a-z]", "[^a-z]")]
    public void Print_Text_EscapesWhatCannotStand(string text, string printed) =>
        Assert.Equal($"\"{printed}\"", GbnfPrinter.Print(Text(text)));

    [Theory]
    [InlineData("a", "[a]")]
    [InlineData("ba", "[ab]")]
    [InlineData("abcz", "[a-cz]")]
    [InlineData("]^-\\[\"", "[\"\\x2D\\[-\\x5E]")]
    [InlineData("\n\t😀", "[\\t\\n😀]")]
    public void Print_Class_EscapesWhatCannotStand(string members, string printed) =>
        Assert.Equal(printed, GbnfPrinter.Print(Class(CharacterSet.OfCharacters(members))));

    [Fact]
    public void Print_ClassOfAlmostEverything_IsNegated()
    {
        Assert.Equal("[^\"]", GbnfPrinter.Print(Class(CharacterSet.OfCharacters("\"").Complement())));
        Assert.Equal("[\\x00-\\uD7FF\\uE000-\\U0010FFFF]", GbnfPrinter.Print(Class(CharacterSet.All)));
    }

    [Fact]
    public void Builder_TrivialParts_AreSimplified()
    {
        Assert.Equal("\"ab\" a", GbnfPrinter.Print(Sequence(Text("a"), Empty, Sequence(Text("b"), A))));
        Assert.Equal("(a | b)?", GbnfPrinter.Print(Choice(A, Empty, Never, Choice(B, A))));
        Assert.True(IsNever(Sequence(A, Never)));
        Assert.True(IsNever(Repeat(A, 2, 1)));
        Assert.True(IsEmpty(Many(Never)));
        Assert.True(IsNever(Repeat(Never, 1, 5)));
        Assert.True(IsEmpty(Exactly(A, 0)));
    }
}
