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
        var roomy = GrammarTester.Compile(gbnf);
        var tight = GrammarTester.Compile(gbnf, GrammarLimits.Default with { MaxCachedStates = 2 });
        var writer = new RandomOutput(GbnfParser.Parse(gbnf, GrammarLimits.Default), seed: 9);
        for (var round = 0; round < 10; round++)
        {
            // Two matchers take turns, so each finds that the other's steps dropped the caches.
            GrammarMatcher[] matchers = [tight.CreateMatcher(), tight.CreateMatcher()];
            var expected = roomy.CreateMatcher();
            foreach (var value in Encoding.UTF8.GetBytes(writer.Next()))
            {
                Assert.True(expected.TryAccept([value]));
                foreach (var matcher in matchers)
                {
                    Assert.True(matcher.TryAccept([value]));
                    Assert.Equal(expected.CanEnd, matcher.CanEnd);
                    Assert.Equal(expected.AllowedTokens(), matcher.AllowedTokens());
                }
            }
        }

        Assert.InRange(tight.Automaton.Generation, 10, int.MaxValue);
        Assert.InRange(tight.Automaton.CachedStates, 1, 3);
        Assert.Equal(0, roomy.Automaton.Generation);
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
}
