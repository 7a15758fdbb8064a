using System.Buffers;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>
/// Cuts folded text into candidates: words of letters and digits, with the separators that personal data may have inside. Where a
/// candidate begins and ends depends on the text alone, never on how it came in, and personal data never reaches over an end: so a
/// stream that holds back the last, open candidate decides as one who has the whole text.
/// </summary>
internal static class CandidateReader
{
    /// <summary>The longest candidate, in folded characters. An IBAN in groups of four has 42.</summary>
    public const int MaxLength = 64;

    /// <summary>How many folded characters before a candidate are read for context words.</summary>
    public const int ContextLength = 48;

    private static readonly SearchValues<char> Starters = SearchValues.Create("0123456789+ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz一幺壹二贰貳");

    /// <summary>The first candidate at or after <paramref name="from"/>.</summary>
    /// <param name="text">The folded text, with its context before <paramref name="from"/>.</param>
    /// <param name="from">Where the candidate before it ended.</param>
    /// <param name="isFinal">That nothing comes after the text.</param>
    public static CandidateSpan Read(ReadOnlySpan<char> text, int from, bool isFinal)
    {
        for (int i = from; i < text.Length; i++)
        {
            int next = text[i..].IndexOfAny(Starters);
            if (next < 0)
            {
                break;
            }

            i += next;
            if (IsInsideWord(text, i))
            {
                continue;
            }

            if (text[i] == '+')
            {
                if (i + 1 == text.Length)
                {
                    return isFinal ? default : new CandidateSpan(i, i + 1, '\0', CandidateState.Open);
                }

                if (!Numerals.IsDigit(text[i + 1]))
                {
                    continue;
                }
            }

            return ReadFrom(text, i, isFinal);
        }

        return default;
    }

    // The rest of a word that was longer than a candidate may be.
    private static bool IsInsideWord(ReadOnlySpan<char> text, int at) => at > 0
        && ((Numerals.IsAsciiWord(text[at]) && Numerals.IsAsciiWord(text[at - 1])) || (Numerals.IsChinese(text[at]) && Numerals.IsChinese(text[at - 1])));

    private static CandidateSpan ReadFrom(ReadOnlySpan<char> text, int start, bool isFinal)
    {
        var joint = new CandidateJoint(text, start, isFinal);
        int at = text[start] == '+' ? start + 1 : start;
        while (true)
        {
            int word = at;
            while (at < text.Length && at - start < MaxLength && Numerals.IsWord(text[at]))
            {
                at++;
            }

            if (at - start >= MaxLength)
            {
                return new CandidateSpan(start, start + MaxLength, '\0', CandidateState.Cut);
            }

            if (at == text.Length)
            {
                return new CandidateSpan(start, at, '\0', isFinal ? CandidateState.Closed : CandidateState.Open);
            }

            switch (joint.Read(word, at, out int next))
            {
                case JointState.Open:
                    return new CandidateSpan(start, text.Length, '\0', CandidateState.Open);
                case JointState.Ends:
                    char closing = text[at] == ' ' && at + 1 < text.Length ? text[at + 1] : text[at];
                    return new CandidateSpan(start, next, next > at ? '\0' : closing, CandidateState.Closed);
                default:
                    at = next;
                    break;
            }
        }
    }
}
