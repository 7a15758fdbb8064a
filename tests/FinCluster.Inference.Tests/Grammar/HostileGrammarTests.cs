using System.Text;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Grammars that are made to cost much. Each works, or fails with an error that names a limit; none takes long.</summary>
public sealed class HostileGrammarTests
{
    private static readonly Lazy<TestVocabulary> Vocabulary = new(() => TestVocabulary.CreateLarge(16_000, seed: 4));

    private static readonly string[] Letters = [.. "abcdefghijklmnopqrstuvwxyz".Select(letter => letter.ToString())];

    public static TheoryData<string, string, string> Costly => new()
    {
        { "pairs", Chain(3_000, i => $"r{i} r{i}", "[a-z]"), "aaaa" },
        { "pairs that may be empty", Chain(3_000, i => $"r{i} r{i}", "[a-z]?"), "aaaa" },
        { "pairs or singles", Chain(1_000, i => $"r{i} r{i} | r{i}", "[a-z]"), "aaaaaaaa" },
        { "pairs, singles and nothing", Chain(200, i => $"r{i} r{i} | r{i} | \"\"", "[a-z]"), "aaaaaaaa" },
        { "one rule in many ways", "root ::= [a-z] | [a-z] root | [a-z] root root | [a-z] root root root", new string('a', 200) },
        { "palindromes", "root ::= " + string.Join(" | ", Letters.Select(letter => $"\"{letter}\" root \"{letter}\"")) + " | [a-z]", "abc" },
        { "chain of rules", Chain(4_500, i => $"r{i}", "[a-z]"), "a" },
        { "shared rules on the left", Chain(3_000, i => $"r{i} \"x\" | r{i} \"y\"", "[a-z]"), "ax" },
        { "long alternation", Joined(12_000, i => $"\"{i:x}\"", "|"), "1" },
        { "calls in all directions", CallsInAllDirections(500), "abcd" },
        { "nested loops", "root ::= " + new string('(', 90) + "[a-z]" + string.Concat(Enumerable.Repeat("*)+", 45)) + string.Concat(Enumerable.Repeat("?)*", 45)), "abc" },
        { "nested counts", "root ::= ((([a-z]{0,30} \" \"?){0,10}){0,10}){0,10}", "abc" },
        { "many counts", Joined(300, i => $"[a-{Letters[i % 25 + 1]}]{{1,{i % 90 + 1}}} \" \"", "|") + "*", "" },
        { "one count", "root ::= [a-z]{0,45000}", "abc" },
        { "parts left out", Joined(1_300, i => $"\"{Letters[i % 26]}\"?", " "), "abc" },
        { "rules left out", Joined(1_300, _ => "r", "? ") + "\nr ::= [a-z] [a-z]?", "abcabc" },
        { "two ways down", "root ::= a | b\na ::= \"(\" (a | b) x\nb ::= \"(\" (a | b) y | [a-z]\nx ::= \")\"?\ny ::= \")\"? \"]\"?", new string('(', 2_000) },
        { "large class", "root ::= [" + string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)(0x4E00 + i))) + "]*", "日本" },
        { "scattered class", "root ::= [" + string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)(0x4E00 + (2 * i)))) + "]*", "" },
    };

    [Theory]
    [MemberData(nameof(Costly))]
    public async Task CompileAndRun_CostlyGrammar_WorksOrNamesALimit(string name, string gbnf, string beginning)
    {
        var run = Task.Run(() => Run(gbnf, beginning), TestContext.Current.CancellationToken);

        var message = await run.WaitAsync(TestTimeouts.Default, TestContext.Current.CancellationToken);

        Assert.True(message is null || message.Contains("too complex", StringComparison.Ordinal) || message.Contains("exceed", StringComparison.Ordinal)
            || message.Contains("at most", StringComparison.Ordinal), $"{name}: {message}");
    }

    [Fact]
    public void TryAccept_TwoWaysIntoEachOfManyParts_KeepsThemTogether()
    {
        // 2^5000 stacks of frames; an output may take either way out of each part.
        var grammar = GrammarTester.Compile("root ::= \"a\" | \"[\" root \"x\" \"]\" | \"[\" root \"y\" \"]\"");
        var ends = new StringBuilder();
        for (var i = 0; i < 5_000; i++)
        {
            ends.Append(i % 3 == 0 ? "x]" : "y]");
        }

        Assert.True(GrammarTester.Matches(grammar, new string('[', 5_000) + "a" + ends));
        Assert.False(GrammarTester.Begins(grammar, new string('[', 5_000) + "a" + ends + "]"));
    }

    [Fact]
    public void TryAccept_OutputThatNestsDeep_Works()
    {
        var matcher = GrammarTester.Compile("root ::= \"(\" root \")\" | \"x\"").CreateMatcher();
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(matcher.TryAccept("("u8));
        }

        Assert.True(matcher.TryAccept("x"u8));
        for (var i = 0; i < 100_000; i++)
        {
            Assert.False(matcher.CanEnd);
            Assert.True(matcher.TryAccept(")"u8));
        }

        Assert.True(matcher.MustEnd);
    }

    [Fact]
    public void TryAccept_ListByRecursion_StaysInFewStates()
    {
        var grammar = GrammarTester.Compile("root ::= item root | \"\"\nitem ::= [a-z]+ \",\"");
        var matcher = grammar.CreateMatcher();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(matcher.TryAccept("ab,"u8));
        }

        Assert.InRange(grammar.Automaton.CachedStates, 2, 5);
    }

    [Fact]
    public void AllowedTokens_WorkLimitReached_FailsThisCallOnly()
    {
        var limits = GrammarLimits.Default with { MaxStepWork = 2_000 };
        var palindromes = "root ::= " + string.Join(" | ", Letters.Select(letter => $"\"{letter}\" root \"{letter}\"")) + " | \"-\"";
        var matcher = GrammarTester.Compile(palindromes, limits, Vocabulary.Value).CreateMatcher();

        var error = Assert.Throws<RequestException>(() => { _ = matcher.AllowedTokens(); });

        Assert.Equal(ErrorCode.InvalidGrammar, error.Code);
        Assert.Contains("2000 units of work", error.Message, StringComparison.Ordinal);
        foreach (var letter in "abcde-edcba")
        {
            Assert.False(matcher.CanEnd);
            Assert.True(matcher.TryAccept([(byte)letter]));
        }

        Assert.True(matcher.MustEnd);
    }

    [Fact]
    public void TryAccept_WorkLimitReached_LeavesTheMatcherWhereItWas()
    {
        var matcher = GrammarTester.Compile("root ::= \"ab\" root* \"c\"", GrammarLimits.Default with { MaxStepWork = 1_000 }).CreateMatcher();
        Assert.True(matcher.TryAccept("ab"u8));

        Assert.Throws<RequestException>(() => matcher.TryAccept(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ab", 1_000)))));

        Assert.True(matcher.TryAccept("c"u8));
        Assert.True(matcher.MustEnd);
    }

    [Fact]
    public void CompileGbnf_TooManyOpenPositions_NamesTheLimit()
    {
        var error = Assert.Throws<RequestException>(
            () => GrammarTester.Compile("root ::= \"aa\" | \"bb\" | \"cc\"", GrammarLimits.Default with { MaxOpenPositions = 2 }));

        Assert.Equal("the grammar is too ambiguous: 3 of its positions are open at once, at most 2 may be", error.Message);
    }

    private static string? Run(string gbnf, string beginning)
    {
        try
        {
            var matcher = GrammarTester.Compile(gbnf, vocabulary: Vocabulary.Value).CreateMatcher();
            Assert.True(beginning.Length == 0 || matcher.TryAccept(Encoding.UTF8.GetBytes(beginning)));
            var random = new Random(1);
            for (var step = 0; step < 20 && !matcher.MustEnd; step++)
            {
                var allowed = GrammarTester.TokensOf(matcher.AllowedTokens());
                Assert.True(matcher.TryAccept(Vocabulary.Value.Bytes(allowed[random.Next(allowed.Count)])));
            }

            return null;
        }
        catch (RequestException error)
        {
            Assert.Equal(ErrorCode.InvalidGrammar, error.Code);
            return error.Message;
        }
    }

    private static string Chain(int length, Func<int, string> body, string last) =>
        "root ::= r0\n" + string.Concat(Enumerable.Range(0, length).Select(i => $"r{i}::={body(i + 1)}\n")) + $"r{length} ::= {last}";

    private static string Joined(int count, Func<int, string> part, string separator) =>
        $"root ::= ({string.Join(separator, Enumerable.Range(0, count).Select(part))})";

    private static string CallsInAllDirections(int rules)
    {
        var bodies = Enumerable.Range(0, rules).Select(i =>
            $"r{i} ::= [a-z] r{((i * 7) + 1) % rules} r{((i * 13) + 5) % rules} | [a-z] r{((i * 3) + 2) % rules} [a-z] | [a-z]");
        return "root ::= r0\n" + string.Join('\n', bodies);
    }
}
