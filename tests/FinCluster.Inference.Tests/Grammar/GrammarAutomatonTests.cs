using System.Text;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class GrammarAutomatonTests
{
    public static TheoryData<string> Grammars => [.. GrammarTexts.All];

    [Theory]
    [MemberData(nameof(Grammars))]
    public void Step_CachesThatAreAlwaysFull_GivesTheSameAnswers(string gbnf)
    {
        var tight = CompileTight(gbnf);

        AssertAnswersLikeARoomyOne(tight, gbnf, rounds: 10, maxBytes: 500);

        Assert.InRange(tight.Automaton.Generation, 10, int.MaxValue);
        Assert.InRange(tight.Automaton.CachedStates, 1, 3);
    }

    [Fact]
    public void Step_RandomGrammarsWithFullCaches_GivesTheSameAnswers()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var syntax = GbnfParser.Parse(RandomGrammar.Create(new Random(seed)), GrammarLimits.Default);
            if (new PlainRuleChecks(syntax).IsAccepted)
            {
                AssertAnswersLikeARoomyOne(CompileTight(syntax.Text), syntax.Text, rounds: 3, maxBytes: 16);
            }
        }
    }

    [Fact]
    public void EndStep_ManyWordsCached_DropsThem()
    {
        var grammar = GrammarTester.Compile(GrammarTexts.Arithmetic, GrammarLimits.Default with { MaxCachedWords = 2_000 });
        var matcher = grammar.CreateMatcher();
        for (var i = 0; i < 500; i++)
        {
            Assert.True(matcher.TryAccept("("u8));
        }

        Assert.InRange(grammar.Automaton.Generation, 1, 500);
        Assert.True(matcher.TryAccept("x)"u8));
    }

    [Fact]
    public void Step_EqualOutputs_ShareStates()
    {
        var grammar = GrammarTester.Compile(GrammarTexts.Json);
        Assert.True(grammar.CreateMatcher().TryAccept("{\"a\": [1, 2, {\"b\": null}]}"u8));
        var states = grammar.Automaton.CachedStates;

        Assert.True(grammar.CreateMatcher().TryAccept("{\"c\": [3, 4, {\"d\": null}]}"u8));

        Assert.Equal(states, grammar.Automaton.CachedStates);
    }

    private static CompiledGrammar CompileTight(string gbnf) =>
        GrammarTester.Compile(gbnf, GrammarLimits.Default with { MaxCachedStates = 2 });

    private static void AssertAnswersLikeARoomyOne(CompiledGrammar tight, string gbnf, int rounds, int maxBytes)
    {
        var roomy = GrammarTester.Compile(gbnf);
        var writer = new RandomOutput(GbnfParser.Parse(gbnf, GrammarLimits.Default), seed: 9);
        for (var round = 0; round < rounds; round++)
        {
            var text = Encoding.UTF8.GetBytes(writer.Next());
            AssertSameAlong(text.AsSpan(0, Math.Min(text.Length, maxBytes)), roomy.CreateMatcher(), tight);
        }

        Assert.Equal(0, roomy.Automaton.Generation);
    }

    // Two matchers take turns, one of them a byte behind, so each finds that the other's steps dropped the caches.
    private static void AssertSameAlong(ReadOnlySpan<byte> text, GrammarMatcher expected, CompiledGrammar tight)
    {
        var matcher = tight.CreateMatcher();
        var behind = tight.CreateMatcher();
        for (var i = 0; i < text.Length; i++)
        {
            Assert.True(i == 0 || behind.TryAccept([text[i - 1]]));
            Assert.True(expected.TryAccept([text[i]]));
            Assert.True(matcher.TryAccept([text[i]]));
            Assert.Equal(expected.CanEnd, matcher.CanEnd);
            Assert.Equal(expected.AllowedTokens(), matcher.AllowedTokens());
        }
    }
}
