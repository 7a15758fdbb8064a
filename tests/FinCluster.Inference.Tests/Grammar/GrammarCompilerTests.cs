using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class GrammarCompilerTests
{
    [Fact]
    public void CompileGbnf_SameText_ReturnsTheSameGrammar()
    {
        var compiler = new GrammarCompiler(TestVocabulary.Small.Trie, 2);

        Assert.Same(compiler.CompileGbnf("root ::= \"a\""), compiler.CompileGbnf(string.Concat("root ::= ", "\"a\"")));
    }

    [Fact]
    public void CompileGbnf_MoreTextsThanItKeeps_ForgetsTheOneUnusedLongest()
    {
        var compiler = new GrammarCompiler(TestVocabulary.Small.Trie, 2);
        var first = compiler.CompileGbnf("root ::= \"a\"");
        var second = compiler.CompileGbnf("root ::= \"b\"");
        Assert.Same(first, compiler.CompileGbnf("root ::= \"a\""));

        _ = compiler.CompileGbnf("root ::= \"c\"");

        Assert.Same(first, compiler.CompileGbnf("root ::= \"a\""));
        Assert.NotSame(second, compiler.CompileGbnf("root ::= \"b\""));
        Assert.True(second.CreateMatcher().TryAccept("b"u8));
    }

    [Fact]
    public void CompileGbnf_FaultyText_FailsEachTime()
    {
        var compiler = new GrammarCompiler(TestVocabulary.Small.Trie, 2);

        Assert.Throws<RequestException>(() => compiler.CompileGbnf("root ::= \"a"));
        Assert.Throws<RequestException>(() => compiler.CompileGbnf("root ::= \"a"));
    }

    [Fact]
    public void CompileGbnf_ManyThreads_AllGetTheSameGrammar()
    {
        var compiler = new GrammarCompiler(TestVocabulary.Small.Trie, 8);
        var grammars = new CompiledGrammar[64];

        Parallel.For(0, grammars.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            grammars[i] = compiler.CompileGbnf(GrammarTexts.All[i % GrammarTexts.All.Length]));

        Assert.Equal(GrammarTexts.All.Length, grammars.Distinct().Count());
    }

    [Fact]
    public void CompileGbnf_TwoThreadsAtOnce_OneOfThemWins()
    {
        for (var round = 0; round < 200; round++)
        {
            var compiler = new GrammarCompiler(TestVocabulary.Small.Trie, 8);
            var grammars = new CompiledGrammar[2];
            using var start = new Barrier(2);
            var threads = Enumerable.Range(0, 2).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                grammars[i] = compiler.CompileGbnf(GrammarTexts.C);
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());

            Assert.Same(grammars[0], grammars[1]);
        }
    }

    [Fact]
    public void Constructor_NoRoomForAGrammar_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrammarCompiler(TestVocabulary.Small.Trie, 0));
}
