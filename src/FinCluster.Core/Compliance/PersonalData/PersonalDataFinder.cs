using System.Buffers;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>
/// Finds personal data by its form, its check digits and the words before it; docs/personal-data.md has the rules. It sees through
/// full-width characters, characters without width, and separators. Names and postal addresses are not found.
/// </summary>
public static class PersonalDataFinder
{
    // Without one of these there is nothing to find.
    private static readonly SearchValues<char> Signs = SearchValues.Create("0123456789０１２３４５６７８９@＠([（［一幺壹二贰貳\ud835٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹");

    /// <summary>All personal data of a text, in its order; none overlap.</summary>
    public static IReadOnlyList<PersonalDataMatch> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FindOrNull(text) ?? [];
    }

    /// <summary>The same; null when there is nothing.</summary>
    internal static List<PersonalDataMatch>? FindOrNull(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
        {
            return null;
        }

        using var folded = new FoldedText(text.Length);
        folded.Append(text, 0);
        List<PersonalDataMatch>? matches = null;
        Span<Found> buffer = stackalloc Found[64];
        for (int from = 0; ;)
        {
            CandidateSpan span = CandidateReader.Read(folded.Chars, from, isFinal: true);
            if (span.State == CandidateState.None)
            {
                return matches;
            }

            var found = new FoundList(buffer);
            from = CandidateMatcher.Match(folded.Chars, span, ref found);
            for (int i = 0; i < found.Count; i++)
            {
                (matches ??= []).Add(ToMatch(folded, text, found[i]));
            }
        }
    }

    /// <summary>What was found, in positions of the text that was folded.</summary>
    internal static PersonalDataMatch ToMatch(FoldedText folded, ReadOnlySpan<char> text, Found found)
    {
        int start = folded.StartOf(found.Start);
        int last = folded.StartOf(found.End - 1);
        int end = last + (char.IsHighSurrogate(text[last]) && last + 1 < text.Length ? 2 : 1);
        return new PersonalDataMatch(found.Kind, start, end - start, CanonicalForm.Of(found.Kind, folded.Chars[found.Start..found.End]));
    }
}
