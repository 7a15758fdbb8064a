using System.Text;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class GrammarMatcherTests
{
    public static TheoryData<string, string> Members => new()
    {
        { GrammarTexts.Json, """{}""" },
        { GrammarTexts.Json, """{"a": [1, -2.5e+10, "x\u00e9\n", true], "日本": {"😀": null}}""" },
        { GrammarTexts.Json, "{\n\t\"a\": 0}\n  " },
        { GrammarTexts.JsonArray, "[\n\"\",\n[]\n]" },
        { GrammarTexts.JsonArray, "[\n[1, [2]],\n-3.25\n]" },
        { GrammarTexts.Arithmetic, "x=1\n" },
        { GrammarTexts.Arithmetic, "(a1 +2)*3 = 9\nb=c\n" },
        { GrammarTexts.Chess, "1. e4 e5\n" },
        { GrammarTexts.Chess, "1. Nf3 d5\n2. O-O-O exd8=Q+\n13. Qa1xb2# Kb8\n" },
        { GrammarTexts.C, "" },
        { GrammarTexts.C, "int main(){return f(1,\n g(x))+2*-y;}" },
        { GrammarTexts.C, "float f(int a){while(a<=1){x = ( 1 );}/* * x */if(a!=b){}else{}// 日\n}" },
        { GrammarTexts.Japanese, "こんにちは 世界、" },
        { """root ::= "a"{2,4}""", "aaa" },
        { """root ::= "a"{2,}""", "aaaaaaa" },
        { """root ::= ("ab" | "c"){ 2 }""", "cab" },
        { """root ::= "a"{0} "b" """, "b" },
        { """root ::= ("a"{2}){3}""", "aaaaaa" },
        { """root ::= "a"{2}{3}""", "aaaaaa" },
        { """root ::= (("a"?)*)*""", "aa" },
        { """root ::= ""* "x" """, "x" },
        { """root ::= .{3}""", "日😀\0" },
        { """root ::= "\x41\u00e9\U0001F600\t\"\\" """, "Aé😀\t\"\\" },
        { """root ::= [\]\[\\^-]+""", "]-[^\\" },
        { """root ::= [a-c\-]+""", "b-a" },
        { """root ::= [^a-c]""", "é" },
        { "root ::= [\\u0000-\\uFFFF]", "\uFFFF" },
        { "root ::= | nest\nnest ::= \"x\" nest \"y\" | \"xy\"", "xxxyyy" },
        { """root ::= [😀-😂]{2}""", "😀😂" },
    };

    public static TheoryData<string, string> Strangers => new()
    {
        { GrammarTexts.Json, "" },
        { GrammarTexts.Json, """{"a": }""" },
        { GrammarTexts.Json, """{"a": 01}""" },
        { GrammarTexts.Json, """{"a": "\x"}""" },
        { GrammarTexts.Json, """{"a": 1}}""" },
        { GrammarTexts.Json, """{"a": [1,]}""" },
        { GrammarTexts.Json, "{\"a\": \"\u0001\"}" },
        { GrammarTexts.JsonArray, "[1]" },
        { GrammarTexts.Arithmetic, "1=x" },
        { GrammarTexts.Arithmetic, "(1=x\n" },
        { GrammarTexts.Chess, "1. e9 e5\n" },
        { GrammarTexts.C, "int main(){return 1}" },
        { GrammarTexts.C, "void f(){}" },
        { GrammarTexts.Japanese, "hello" },
        { GrammarTexts.Japanese, "世界 " },
        { """root ::= "a"{2,4}""", "a" },
        { """root ::= "a"{2,4}""", "aaaaa" },
        { """root ::= "a"{3,}""", "aa" },
        { """root ::= ("a"{2}){3}""", "aaaaa" },
        { """root ::= .{3}""", "日日" },
        { """root ::= [^a-c]""", "b" },
        { """root ::= [ぁ-ゟ]""", "ァ" },
        { """root ::= [😀-😂]""", "😃" },
        { """root ::= [a-c\-]""", "d" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void TryAccept_OutputOfTheGrammar_AcceptsAndMayEnd(string gbnf, string text) =>
        Assert.True(GrammarTester.Matches(GrammarTester.Compile(gbnf), text));

    [Theory]
    [MemberData(nameof(Strangers))]
    public void TryAccept_OtherText_IsRefusedOrMayNotEnd(string gbnf, string text) =>
        Assert.False(GrammarTester.Matches(GrammarTester.Compile(gbnf), text));

    [Fact]
    public void TryAccept_RefusedToken_ChangesNothing()
    {
        var matcher = GrammarTester.Compile("""root ::= "abc" """).CreateMatcher();
        Assert.True(matcher.TryAccept("a"u8));

        Assert.False(matcher.TryAccept("bx"u8));

        Assert.True(matcher.TryAccept("bc"u8));
        Assert.True(matcher.MustEnd);
    }

    [Fact]
    public void TryAccept_NoBytes_IsRefused()
    {
        var matcher = GrammarTester.Compile("""root ::= "a"* """).CreateMatcher();

        Assert.False(matcher.TryAccept([]));
        Assert.True(matcher.CanEnd);
    }

    [Fact]
    public void TryAccept_CharacterInSingleBytes_EndsWithItsLastByte()
    {
        var matcher = GrammarTester.Compile("root ::= [一-鿿]").CreateMatcher();
        var bytes = Encoding.UTF8.GetBytes("日");

        Assert.True(matcher.TryAccept(bytes.AsSpan(0, 1)));
        Assert.False(matcher.CanEnd);
        Assert.False(matcher.TryAccept("a"u8));
        Assert.True(matcher.TryAccept(bytes.AsSpan(1, 1)));
        Assert.False(matcher.CanEnd);
        Assert.True(matcher.TryAccept(bytes.AsSpan(2, 1)));
        Assert.True(matcher.MustEnd);
    }

    // Overlong forms, surrogates and values above U+10FFFF are no characters, whatever the class.
    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xC1, 0xBF })]
    [InlineData(new byte[] { 0xE0, 0x9F, 0xBF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF0, 0x8F, 0xBF, 0xBF })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xF5 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void TryAccept_BytesThatAreNoUtf8_AreRefused(byte[] bytes)
    {
        Assert.False(GrammarTester.Compile("root ::= .*").CreateMatcher().TryAccept(bytes));
        Assert.False(GrammarTester.Compile("root ::= [^a]*").CreateMatcher().TryAccept(bytes));
    }

    [Fact]
    public void MustEnd_MoreMayFollow_IsFalse()
    {
        var matcher = GrammarTester.Compile("""root ::= "a" "b"? """).CreateMatcher();
        Assert.False(matcher.CanEnd);

        Assert.True(matcher.TryAccept("a"u8));
        Assert.True(matcher.CanEnd);
        Assert.False(matcher.MustEnd);

        Assert.True(matcher.TryAccept("b"u8));
        Assert.True(matcher.MustEnd);
        Assert.Empty(GrammarTester.TokensOf(matcher.AllowedTokens()));
    }

    [Fact]
    public void CreateMatcher_TwoOfOneGrammar_DoNotDisturbEachOther()
    {
        var grammar = GrammarTester.Compile("""root ::= "ab" | "ac" """);
        var first = grammar.CreateMatcher();
        var second = grammar.CreateMatcher();

        Assert.True(first.TryAccept("ab"u8));
        Assert.False(second.MustEnd);
        Assert.True(second.TryAccept("a"u8));
        Assert.True(second.TryAccept("c"u8));
    }

    [Fact]
    public void TryAccept_EveryScalarValue_MatchesItsClassOnly()
    {
        var grammar = GrammarTester.Compile("root ::= [^\\u0080-\\u07FE\\u1000-\\uF123\\U00010001-\\U000FFFFF]");
        Span<byte> bytes = stackalloc byte[4];

        for (var value = 0; value <= CharacterSet.Highest; value += value is > 0x12000 and < 0xFF000 ? 37 : 1)
        {
            if (Rune.IsValid(value))
            {
                var expected = value is not ((>= 0x80 and <= 0x7FE) or (>= 0x1000 and <= 0xF123) or (>= 0x10001 and <= 0xFFFFF));
                var length = new Rune(value).EncodeToUtf8(bytes);
                Assert.True(expected == grammar.CreateMatcher().TryAccept(bytes[..length]), $"U+{value:X}");
            }
        }
    }
}
