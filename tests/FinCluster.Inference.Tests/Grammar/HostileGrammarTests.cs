using System.Text;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Grammars that are made to cost much. Each works, or fails with an error that names a limit; none takes long.</summary>
public sealed class HostileGrammarTests
{
    private static readonly Lazy<TestVocabulary> Vocabulary = new(() => TestVocabulary.CreateLarge(16_000, seed: 4));

    private const string TwoWaysDown = """
        root ::= a | b
        a ::= "(" (a | b) x
        b ::= "(" (a | b) y | [a-z]
        x ::= ")"?
        y ::= ")"? "]"?
        """;

    private static readonly string[] Letters = [.. "abcdefghijklmnopqrstuvwxyz".Select(letter => letter.ToString())];

    public static TheoryData<string, string, string> Bearable => new()
    {
        { "pairs", Chain(3_000, i => $"r{i} r{i}", "[a-z]"), "aaaa" },
        { "pairs, singles and nothing", Chain(200, i => $"r{i} r{i} | r{i} | \"\"", "[a-z]"), "aaaaaaaa" },
        { "one rule in many ways", "root ::= [a-z] | [a-z] root | [a-z] root root | [a-z] root root root", new string('a', 200) },
        { "two ways down", TwoWaysDown, new string('(', 2_000) },
        { "chain of rules", Chain(4_500, i => $"r{i}", "[a-z]"), "a" },
        { "shared rules on the left", Chain(2_000, i => $"r{i} \"x\"|r{i} \"y\"", "[a-z]"), "ax" },
        { "long alternation", Joined(7_000, i => $"\"{i:x4}\"", "|"), "1" },
        { "nested loops", "root ::= " + Nested(90, "[a-z]", "*)+", "?)*"), "abc" },
        { "many counts", Joined(300, i => $"[a-{Letters[(i % 25) + 1]}]{{1,{(i % 90) + 1}}} \" \"", "|") + "*", "" },
        { "one count", "root ::= [a-z]{0,45000}", "abc" },
        { "rules left out", Joined(1_300, _ => "r?", " ") + "\nr ::= [a-z] [a-z]?", "abcabc" },
        { "large class", "root ::= [" + Characters(20_000, step: 1) + "]*", "日本" },
        { "scattered class", "root ::= [" + Characters(10_000, step: 2) + "]*", "" },
    };

    public static TheoryData<string, string, string> TooCostly => new()
    {
        { Chain(3_000, i => $"r{i} r{i}", "[a-z]?"), "aaaa", "units of work" },
        { Chain(1_000, i => $"r{i} r{i} | r{i}", "[a-z]"), "aaaaaaaa", "units of work" },
        { Palindromes("[a-z]"), "abc", "units of work" },
        { CallsInAllDirections(500), "abcd", "units of work" },
        { Joined(1_300, i => $"\"{Letters[i % 26]}\"?", " "), "abc", "units of work" },
        { "root ::= ((([a-z]{0,30} \" \"?){0,10}){0,10}){0,10}", "abc", "exceed 1000000 entries" },
        { "root ::= ((([a-z]{0,30} \" \"?){0,20}){0,20}){0,20}", "abc", "at most 50000" },
    };

    [Theory]
    [MemberData(nameof(Bearable))]
    public async Task CompileAndRun_CostlyGrammarWithinLimits_Works(string name, string gbnf, string beginning)
    {
        var error = await RunAsync(gbnf, beginning);

        Assert.True(error is null, $"{name}: {error}");
    }

    [Theory]
    [MemberData(nameof(TooCostly))]
    public async Task CompileAndRun_GrammarAboveALimit_NamesIt(string gbnf, string beginning, string limit)
    {
        var error = await RunAsync(gbnf, beginning);

        Assert.Contains(limit, error, StringComparison.Ordinal);
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
        var matcher = GrammarTester.Compile(Palindromes("\"-\""), limits, Vocabulary.Value).CreateMatcher();

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
        var limits = GrammarLimits.Default with { MaxStepWork = 1_000 };
        var matcher = GrammarTester.Compile("root ::= \"ab\" root* \"c\"", limits).CreateMatcher();
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

    private static Task<string?> RunAsync(string gbnf, string beginning) =>
        Task.Run(() => Run(gbnf, beginning)).WaitAsync(TestTimeouts.Token);

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

    private static string Palindromes(string middle) =>
        "root ::= " + string.Concat(Letters.Select(letter => $"\"{letter}\" root \"{letter}\" | ")) + middle;

    private static string Nested(int depth, string item, string innerEnd, string outerEnd) =>
        new string('(', depth) + item + string.Concat(Enumerable.Range(0, depth).Select(i => i < depth / 2 ? innerEnd : outerEnd));

    private static string Characters(int count, int step) =>
        string.Concat(Enumerable.Range(0, count).Select(i => (char)(0x4E00 + (step * i))));

    private static string Joined(int count, Func<int, string> part, string separator) =>
        $"root ::= ({string.Join(separator, Enumerable.Range(0, count).Select(part))})";

    private static string CallsInAllDirections(int rules)
    {
        var bodies = Enumerable.Range(0, rules).Select(i =>
            $"r{i} ::= [a-z] r{((i * 7) + 1) % rules} r{((i * 13) + 5) % rules} | [a-z] r{((i * 3) + 2) % rules} [a-z] | [a-z]");
        return "root ::= r0\n" + string.Join('\n', bodies);
    }
}
