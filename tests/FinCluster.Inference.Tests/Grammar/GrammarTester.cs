using System.Text;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Short ways to ask a grammar about a text.</summary>
internal static class GrammarTester
{
    public static CompiledGrammar Compile(string gbnf, GrammarLimits? limits = null, TestVocabulary? vocabulary = null) =>
        new GrammarCompiler((vocabulary ?? TestVocabulary.Small).Trie, cacheSize: 4, limits).CompileGbnf(gbnf);

    /// <summary>Says whether a text is a complete output.</summary>
    public static bool Matches(CompiledGrammar grammar, string text)
    {
        var matcher = grammar.CreateMatcher();
        return (text.Length == 0 || matcher.TryAccept(Encoding.UTF8.GetBytes(text))) && matcher.CanEnd;
    }

    /// <summary>Says whether a text is the beginning of an output.</summary>
    public static bool Begins(CompiledGrammar grammar, string text) =>
        text.Length == 0 || grammar.CreateMatcher().TryAccept(Encoding.UTF8.GetBytes(text));

    public static bool IsAllowed(ReadOnlySpan<ulong> mask, int token) => (mask[token / 64] >> (token % 64) & 1) != 0;

    /// <summary>Gets the tokens of a mask.</summary>
    public static List<int> TokensOf(ReadOnlySpan<ulong> mask)
    {
        var tokens = new List<int>();
        for (var token = 0; token < 64 * mask.Length; token++)
        {
            if (IsAllowed(mask, token))
            {
                tokens.Add(token);
            }
        }

        return tokens;
    }
}
