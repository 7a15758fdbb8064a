using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Guard.Classifier;

/// <summary>
/// What the classifier sees of a normalised text: hashes of one to three Chinese characters in a row, of Latin words, of two words in a row, and of
/// three to five letters in a row within a word. A sign between runs counts as one character, so that beginnings and ends of clauses are seen too.
/// </summary>
/// <remarks>Thread-safe; allocates nothing. The hashes are a part of the weights' form: another function needs other weights.</remarks>
public static class GuardFeatures
{
    private const int LongestIdeographs = 3;
    private const int ShortestLetters = 3;
    private const int LongestLetters = 5;

    // Keeps equal characters of different kinds apart.
    private const uint IdeographSeed = 0x811C_9DC5;
    private const uint LetterSeed = 0x2F0B_4C47;
    private const uint WordSeed = 0x9747_B28C;
    private const uint PairSeed = 0x5BD1_E995;

    private const char Sign = '|';
    private const char Digit = '0';

    /// <summary>Gives the hash of every feature of a text to <paramref name="sink"/>, as often as it occurs.</summary>
    /// <param name="text">Normalised text.</param>
    /// <param name="sink">What takes the hashes.</param>
    public static void Visit<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, IGuardFeatureSink
    {
        // The last characters before this place that a feature may reach back to; Latin words stand between as one sign.
        Span<char> behind = stackalloc char[LongestIdeographs];
        int known = 1;
        behind[0] = Sign;
        uint wordBefore = 0;
        for (int i = 0; i < text.Length;)
        {
            if (IsWordCharacter(text[i]))
            {
                int end = i + 1;
                while (end < text.Length && (IsWordCharacter(text[end]) || (text[end] == '\'' && end + 1 < text.Length && IsWordCharacter(text[end + 1]))))
                {
                    end++;
                }

                wordBefore = VisitWord(text[i..end], wordBefore, ref sink);
                known = EndRun(behind, known, ref sink);
                i = end;
                continue;
            }

            char c = text[i++];
            bool isIdeograph = TextFolder.IsIdeograph(c);
            if (c != ' ')
            {
                // Words that a sign or Chinese characters part do not go together.
                wordBefore = 0;
            }

            if (isIdeograph)
            {
                known = Follow(behind, known, c);
                VisitBehind(behind[..known], 1, ref sink);
            }
            else
            {
                known = EndRun(behind, known, ref sink);
            }
        }

        EndRun(behind, known, ref sink);
    }

    private static int EndRun<TSink>(Span<char> behind, int known, ref TSink sink)
        where TSink : struct, IGuardFeatureSink
    {
        if (behind[known - 1] == Sign)
        {
            return known;
        }

        known = Follow(behind, known, Sign);
        VisitBehind(behind[..known], 2, ref sink);
        return known;
    }

    // The runs that end with the last character.
    private static void VisitBehind<TSink>(ReadOnlySpan<char> behind, int shortest, ref TSink sink)
        where TSink : struct, IGuardFeatureSink
    {
        uint hash = IdeographSeed;
        for (int length = 1; length <= behind.Length; length++)
        {
            hash = Mix(hash, behind[^length]);
            if (length >= shortest)
            {
                sink.Add(Finish(hash));
            }
        }
    }

    private static uint VisitWord<TSink>(ReadOnlySpan<char> word, uint before, ref TSink sink)
        where TSink : struct, IGuardFeatureSink
    {
        uint whole = WordSeed;
        for (int i = 0; i < word.Length; i++)
        {
            whole = Mix(whole, Plain(word[i]));
            uint hash = LetterSeed;
            for (int length = 1; length <= LongestLetters && i + length <= word.Length; length++)
            {
                hash = Mix(hash, Plain(word[i + length - 1]));
                if (length >= ShortestLetters)
                {
                    sink.Add(Finish(hash));
                }
            }
        }

        sink.Add(Finish(whole));
        if (before != 0)
        {
            sink.Add(Finish((before ^ PairSeed) * 0x0100_0193 ^ whole));
        }

        return whole;
    }

    private static int Follow(Span<char> behind, int known, char c)
    {
        if (known == behind.Length)
        {
            behind[1..].CopyTo(behind);
            known--;
        }

        behind[known] = c;
        return known + 1;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || (c > '\u007F' && char.IsLetter(c) && !TextFolder.IsIdeograph(c));

    // One number says as much as another.
    private static char Plain(char c) => char.IsAsciiDigit(c) ? Digit : c;

    private static uint Mix(uint hash, char c) => (hash ^ c) * 0x0100_0193;

    private static uint Finish(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
        return hash ^ (hash >> 16);
    }
}
