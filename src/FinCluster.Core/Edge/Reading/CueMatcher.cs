using System.Diagnostics.CodeAnalysis;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Reading;

/// <summary>Finds the longest known word at a place of a text. Immutable, so thread-safe; finding allocates nothing.</summary>
internal sealed class CueMatcher
{
    private const int Buckets = 8_192;
    private const char FirstIdeograph = '\u3000';

    // A word stands under its first two characters, in Latin script its first three, as far as it has them; longest words first.
    private readonly CueEntry[]?[] _buckets = new CueEntry[Buckets][];

    /// <summary>Takes words in; one that comes several times has all its cues.</summary>
    public CueMatcher(IEnumerable<CueEntry> entries)
    {
        IEnumerable<CueEntry> merged = entries
            .Select(entry => entry with { Text = TextFolder.Fold(entry.Text) })
            .GroupBy(entry => entry.Text, StringComparer.Ordinal)
            .Select(same => new CueEntry(
                same.Key, same.Aggregate(0UL, (bits, entry) => bits | entry.Cues), same.Max(entry => entry.Line)));
        foreach (IGrouping<int, CueEntry> bucket in merged.GroupBy(entry => BucketOf(entry.Text)))
        {
            _buckets[bucket.Key] = [.. bucket.OrderByDescending(entry => entry.Text.Length).ThenBy(entry => entry.Text, StringComparer.Ordinal)];
        }
    }

    /// <summary>Finds the longest word that begins at a place.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="at">The place; in Latin script the beginning of a word.</param>
    /// <param name="entry">The word.</param>
    /// <param name="length">How many characters of the text it takes; one more than the word has where a plural s follows.</param>
    public bool TryMatch(ReadOnlySpan<char> text, int at, [NotNullWhen(true)] out CueEntry? entry, out int length)
    {
        ReadOnlySpan<char> rest = text[at..];
        return (rest.Length > 2 && rest[0] < FirstIdeograph && TryMatch(_buckets[BucketOf(rest[0], rest[1], rest[2])], rest, out entry, out length))
            || (rest.Length > 1 && TryMatch(_buckets[BucketOf(rest[0], rest[1], '\0')], rest, out entry, out length))
            || TryMatch(_buckets[BucketOf(rest[0], '\0', '\0')], rest, out entry, out length);
    }

    private static bool TryMatch(CueEntry[]? bucket, ReadOnlySpan<char> rest, [NotNullWhen(true)] out CueEntry? entry, out int length)
    {
        if (bucket is not null)
        {
            foreach (CueEntry candidate in bucket)
            {
                if (candidate.Text[0] == rest[0] && rest.StartsWith(candidate.Text.AsSpan()) && EndsThere(rest, candidate.Text, out length))
                {
                    entry = candidate;
                    return true;
                }
            }
        }

        (entry, length) = (null, 0);
        return false;
    }

    private static bool EndsThere(ReadOnlySpan<char> rest, string word, out int length)
    {
        length = word.Length;
        char last = word[^1];
        if (!char.IsAsciiLetterOrDigit(last) || length == rest.Length)
        {
            return true;
        }

        if (char.IsAsciiLetter(last) && rest[length] == 's')
        {
            length++;
        }

        // A hyphen joins words, but what stands before it is still a word of its own.
        return length == rest.Length || !char.IsAsciiLetterOrDigit(rest[length]);
    }

    private static int BucketOf(string word) => BucketOf(
        word[0], word.Length > 1 ? word[1] : '\0', word.Length > 2 && word[0] < FirstIdeograph ? word[2] : '\0');

    private static int BucketOf(char first, char second, char third) => ((first * 31) + (second * 7) + (third * 1_021)) & (Buckets - 1);
}
