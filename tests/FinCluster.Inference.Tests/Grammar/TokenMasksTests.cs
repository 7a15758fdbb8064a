using FinCluster.Inference.Grammar;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class TokenMasksTests
{
    public static TheoryData<string> Grammars =>
        [.. GrammarTexts.All, "root ::= \"日\"? [末-本]* (\"a\" root \"b\")?", "root ::= \"\"", "root ::= .*"];

    [Theory]
    [MemberData(nameof(Grammars))]
    public void AllowedTokens_ManyStates_AreThoseThatTryAcceptTakes(string gbnf)
    {
        var grammar = GrammarTester.Compile(gbnf);
        AssertMasksAlongRandomWalks(grammar, TestVocabulary.Small, gbnf.Length, walks: 20);
    }

    [Fact]
    public void AllowedTokens_RandomGrammars_AreThoseThatTryAcceptTakes()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var syntax = GbnfParser.Parse(RandomGrammar.Create(new Random(seed)), GrammarLimits.Default);
            if (new PlainRuleChecks(syntax).IsAccepted)
            {
                AssertMasksAlongRandomWalks(GrammarTester.Compile(syntax.Text), TestVocabulary.Small, seed, walks: 2);
            }
        }
    }

    [Fact]
    public void AllowedTokens_TokensWithoutText_AreNeverAllowed()
    {
        var vocabulary = TestVocabulary.Small;
        var matcher = GrammarTester.Compile("root ::= .*").CreateMatcher();

        var tokens = GrammarTester.TokensOf(matcher.AllowedTokens());

        Assert.All(tokens, token => Assert.True(vocabulary.Bytes(token).Length > 0));
        Assert.Contains('a', tokens);
        Assert.Equal((vocabulary.Count + 63) / 64, matcher.AllowedTokens().Length);
    }

    [Fact]
    public void AllowedTokens_SmallCache_ForgetsMasksAndMakesThemAgain()
    {
        var limits = GrammarLimits.Default with { MaxMaskBytes = 1 };
        var compiler = new GrammarCompiler(TestVocabulary.Small.Trie, 1, limits);
        var grammar = compiler.CompileGbnf("root ::= \"a\"{100}");
        for (var round = 0; round < 3; round++)
        {
            var matcher = grammar.CreateMatcher();
            for (var i = 0; i < 100; i++)
            {
                Assert.True(GrammarTester.IsAllowed(matcher.AllowedTokens(), 'a'));
                Assert.True(matcher.TryAccept("a"u8));
            }
        }

        Assert.Equal(16, compiler.Masks.CachedMasks);
    }

    [Fact]
    public void AllowedTokens_MaskInHand_StaysWhenTheCacheForgetsIt()
    {
        var grammar = GrammarTester.Compile("root ::= \"a\"{100}", GrammarLimits.Default with { MaxMaskBytes = 1 });
        var matcher = grammar.CreateMatcher();
        var first = matcher.AllowedTokens();
        var before = first.ToArray();

        for (var i = 0; i < 100; i++)
        {
            Assert.True(matcher.TryAccept("a"u8));
            _ = matcher.AllowedTokens();
        }

        Assert.Equal(before, first.ToArray());
    }

    [Fact]
    public void AllowedTokensAndTryAccept_KnownStates_AllocateNothing()
    {
        var matcher = GrammarTester.Compile(GrammarTexts.Json).CreateMatcher();
        Assert.True(matcher.TryAccept("{\"key\": \""u8));

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                Use(matcher);
            }
        }));

        static void Use(GrammarMatcher matcher)
        {
            if (matcher.AllowedTokens().IsEmpty || !matcher.TryAccept("abc 日本"u8) || matcher.CanEnd || matcher.TryAccept("\u0001"u8))
            {
                throw new InvalidOperationException("the text should be allowed here");
            }
        }
    }

    private static void AssertMasksAlongRandomWalks(CompiledGrammar grammar, TestVocabulary vocabulary, int seed, int walks)
    {
        var random = new Random(seed);
        for (var walk = 0; walk < walks; walk++)
        {
            var matcher = grammar.CreateMatcher();
            var written = new List<byte>();
            for (var step = 0; step < 12; step++)
            {
                var allowed = GrammarTester.TokensOf(matcher.AllowedTokens());
                Assert.Equal(AllowedOneByOne(grammar, vocabulary, written), allowed);
                if (allowed.Count == 0)
                {
                    Assert.True(matcher.MustEnd);
                    break;
                }

                var token = allowed[random.Next(allowed.Count)];
                Assert.True(matcher.TryAccept(vocabulary.Bytes(token)));
                written.AddRange(vocabulary.Bytes(token));
            }
        }
    }

    private static List<int> AllowedOneByOne(CompiledGrammar grammar, TestVocabulary vocabulary, List<byte> written) =>
        [.. Enumerable.Range(0, vocabulary.Count).Where(token => IsAllowed(grammar, written, vocabulary.Bytes(token)))];

    private static bool IsAllowed(CompiledGrammar grammar, List<byte> written, ReadOnlySpan<byte> token)
    {
        var matcher = grammar.CreateMatcher();
        return (written.Count == 0 || matcher.TryAccept([.. written])) && matcher.TryAccept(token);
    }
}
