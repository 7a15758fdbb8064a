using System.Text;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Grammars and texts at random, held against a recogniser that is slow and plain.</summary>
public sealed class GrammarPropertyTests
{
    public static TheoryData<string> Grammars => [.. GrammarTexts.All];

    [Theory]
    [MemberData(nameof(Grammars))]
    public void TryAccept_AnyCutting_GivesTheSameAnswers(string gbnf)
    {
        var grammar = GrammarTester.Compile(gbnf);
        var writer = new RandomOutput(GbnfParser.Parse(gbnf, GrammarLimits.Default), seed: 7);
        var random = new Random(11);
        for (var round = 0; round < 100; round++)
        {
            var text = Encoding.UTF8.GetBytes(writer.Next());
            if (round % 2 == 1 && text.Length > 0)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            var whole = AnswersByByte(grammar, text);
            Assert.True(round % 2 == 1 || whole[^1]);
            for (var cutting = 0; cutting < 5; cutting++)
            {
                AssertSameInPieces(grammar, text, whole, random);
            }
        }
    }

    [Fact]
    public void TryAccept_RandomGrammars_AgreesWithThePlainRecogniser()
    {
        var texts = RandomTexts(new Random(3), count: 40);
        var compiled = 0;
        for (var seed = 0; compiled < 250; seed++)
        {
            var gbnf = RandomGrammar.Create(new Random(seed));
            var syntax = GbnfParser.Parse(gbnf, GrammarLimits.Default);
            if (TryCompile(gbnf) is not { } grammar)
            {
                continue;
            }

            compiled++;
            var recogniser = new PlainRecogniser(syntax);
            var writer = new RandomOutput(syntax, seed);
            foreach (var text in texts.Concat(Enumerable.Range(0, 10).Select(_ => writer.Next()).Where(text => text.Length < 24)))
            {
                var (begins, matches) = recogniser.Judge(text);
                Assert.True(begins == GrammarTester.Begins(grammar, text), $"{gbnf}\nbegins {begins}: '{text}'");
                Assert.True(matches == GrammarTester.Matches(grammar, text), $"{gbnf}\nmatches {matches}: '{text}'");
            }
        }
    }

    // For each length, whether the output may end there; it stops at the first byte that is refused.
    private static List<bool> AnswersByByte(CompiledGrammar grammar, byte[] text)
    {
        var matcher = grammar.CreateMatcher();
        var answers = new List<bool> { matcher.CanEnd };
        foreach (var value in text)
        {
            if (!matcher.TryAccept([value]))
            {
                break;
            }

            answers.Add(matcher.CanEnd);
        }

        return answers;
    }

    private static void AssertSameInPieces(CompiledGrammar grammar, byte[] text, List<bool> answers, Random random)
    {
        var matcher = grammar.CreateMatcher();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, 8), text.Length - at);
            var isAllowed = at + length < answers.Count;
            Assert.Equal(isAllowed, matcher.TryAccept(text.AsSpan(at, length)));
            if (!isAllowed)
            {
                break;
            }

            at += length;
            Assert.Equal(answers[at], matcher.CanEnd);
        }
    }

    private static List<string> RandomTexts(Random random, int count)
    {
        string[] letters = ["a", "b", "é", "日"];
        return [.. Enumerable.Range(0, count).Select(i => string.Concat(random.GetItems(letters, i % 9)))];
    }

    private static CompiledGrammar? TryCompile(string gbnf)
    {
        try
        {
            return GrammarTester.Compile(gbnf);
        }
        catch (RequestException error)
        {
            // Left recursion and rules without an end are as random as the rest.
            Assert.Matches("left-recursive|never ends", error.Message);
            return null;
        }
    }
}
