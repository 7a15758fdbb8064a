using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Reading;

/// <summary>Finds the longest known word at a place of a text. Immutable, so thread-safe; finding allocates nothing.</summary>
internal sealed class CueMatcher
{
    private const int Buckets = 8_192;

    // Longest words first. A word of one character stands under that character alone.
    private readonly CueEntry[]?[] _buckets = new CueEntry[Buckets][];

    /// <summary>Takes words in; one that comes several times has all its cues.</summary>
    public CueMatcher(IEnumerable<CueEntry> entries)
    {
        IEnumerable<CueEntry> merged = entries
            .Select(entry => entry with { Text = TextFolder.Fold(entry.Text) })
            .GroupBy(entry => entry.Text, StringComparer.Ordinal)
            .Select(same => new CueEntry(
                same.Key, same.Aggregate(0UL, (bits, entry) => bits | entry.Cues), same.Max(entry => entry.Line)));
        foreach (IGrouping<int, CueEntry> bucket in merged.GroupBy(entry => BucketOf(entry.Text[0], entry.Text.Length > 1 ? entry.Text[1] : '\0')))
        {
            _buckets[bucket.Key] = [.. bucket.OrderByDescending(entry => entry.Text.Length).ThenBy(entry => entry.Text, StringComparer.Ordinal)];
        }
    }

    /// <summary>Finds the longest word that begins at a place.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="at">The place; in Latin script the beginning of a word.</param>
    /// <param name="entry">The word.</param>
    /// <param name="length">How many characters of the text it takes; one more than the word has where a plural s follows.</param>
    public bool TryMatch(ReadOnlySpan<char> text, int at, out CueEntry entry, out int length)
    {
        ReadOnlySpan<char> rest = text[at..];
        return (rest.Length > 1 && TryMatch(_buckets[BucketOf(rest[0], rest[1])], rest, out entry, out length))
            || TryMatch(_buckets[BucketOf(rest[0], '\0')], rest, out entry, out length);
    }

    private static bool TryMatch(CueEntry[]? bucket, ReadOnlySpan<char> rest, out CueEntry entry, out int length)
    {
        foreach (ref readonly CueEntry candidate in bucket.AsSpan())
        {
            if (rest.StartsWith(candidate.Text, StringComparison.Ordinal) && EndsThere(rest, candidate.Text, out length))
            {
                entry = candidate;
                return true;
            }
        }

        (entry, length) = (default, 0);
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

    private static int BucketOf(char first, char second) => ((first * 31) + (second * 7)) & (Buckets - 1);
}
