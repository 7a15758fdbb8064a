using System.Text;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Vocabularies for tests: all single bytes first, so that every text can be written, then words.</summary>
internal sealed class TestVocabulary
{
    private readonly byte[][] _tokens;

    private TestVocabulary(IEnumerable<byte[]> tokens)
    {
        _tokens = [.. tokens];
        Trie = new TokenTrie(_tokens.Length, token => _tokens[token]);
    }

    /// <summary>Gets 256 bytes, some words, two tokens without text and one text that two tokens share.</summary>
    public static TestVocabulary Small { get; } = Create(
        "aa", "ab", "abc", "true", "false", "null", "{\"", "\":", "\", \"", "[1", "]}", "  ", "\n", " a", "日本", "日", "é", "😀",
        "e4 ", "O-O", "ab", "", "");

    public TokenTrie Trie { get; }

    public int Count => _tokens.Length;

    public static TestVocabulary Create(params IEnumerable<string> words) =>
        new(Enumerable.Range(0, 256).Select(value => new[] { (byte)value }).Concat(words.Select(Encoding.UTF8.GetBytes)));

    /// <summary>Makes random words of letters, of Chinese characters and beginnings of those, next to all single bytes.</summary>
    public static TestVocabulary CreateLarge(int count, int seed)
    {
        var random = new Random(seed);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        while (tokens.Count < count - 256)
        {
            tokens.Add(tokens.Count % 8 == 0
                ? RandomWord(random, '一', '鿿', 1, 4)
                : Space(random) + RandomWord(random, 'a', 'z', 1, 12));
        }

        return Create(tokens);
    }

    public ReadOnlySpan<byte> Bytes(int token) => _tokens[token];

    private static string Space(Random random) => random.Next(2) == 0 ? " " : "";

    private static string RandomWord(Random random, char first, char last, int minLength, int maxLength) =>
        string.Create(random.Next(minLength, maxLength + 1), random, (word, source) =>
        {
            foreach (ref var letter in word)
            {
                letter = (char)source.Next(first, last + 1);
            }
        });
}
