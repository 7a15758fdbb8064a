namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Reads <c>(at)</c> and <c>[dot]</c>, with which people write e-mail addresses that are not to be found.</summary>
internal static class BracketedWord
{
    /// <summary>Reads a bracketed word at <paramref name="at"/> and one space behind it.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="at">The opening bracket.</param>
    /// <param name="isFinal">That nothing comes after the text.</param>
    /// <param name="next">Set to what follows the word, when there is one.</param>
    public static JointState Read(ReadOnlySpan<char> text, int at, bool isFinal, ref int next)
    {
        JointState state = Read(text, at, "at", isFinal, ref next);
        return state == JointState.Ends ? Read(text, at, "dot", isFinal, ref next) : state;
    }

    /// <summary>Reads one bracketed word.</summary>
    public static JointState Read(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> word, bool isFinal, ref int next)
    {
        for (int i = 0; i < word.Length + 3; i++)
        {
            if (at + i == text.Length)
            {
                return isFinal ? JointState.Ends : JointState.Open;
            }

            char c = text[at + i];
            bool fits = i == 0 ? c is '(' or '['
                : i <= word.Length ? (c | 0x20) == word[i - 1]
                : i == word.Length + 1 ? c is ')' or ']'
                : true;
            if (!fits)
            {
                return JointState.Ends;
            }
        }

        int end = at + word.Length + 2;
        if (text[end] == ' ')
        {
            if (++end == text.Length)
            {
                return isFinal ? JointState.Ends : JointState.Open;
            }
        }

        if (!Numerals.IsAsciiWord(text[end]))
        {
            return JointState.Ends;
        }

        next = end;
        return JointState.Joins;
    }
}
