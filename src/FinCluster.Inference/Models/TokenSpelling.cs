namespace FinCluster.Inference.Models;

/// <summary>Lays tokens along the text that they were made of.</summary>
internal static class TokenSpelling
{
    /// <summary>Finds how many bytes of the text each token ends; null when the tokens do not spell the text.</summary>
    /// <remarks>
    /// A tokenizer may put its start token first, and a space before each word that follows a control token; neither is in the
    /// text. One that changes the text, to lower case for example, does not spell it.
    /// </remarks>
    public static int[]? Align(ReadOnlySpan<int> tokens, ReadOnlySpan<byte> text, Vocabulary vocabulary) =>
        TryAlign(tokens, text, vocabulary, hasStart: false) ?? TryAlign(tokens, text, vocabulary, hasStart: true);

    private static int[]? TryAlign(ReadOnlySpan<int> tokens, ReadOnlySpan<byte> text, Vocabulary vocabulary, bool hasStart)
    {
        int[] ends = new int[tokens.Length];
        int end = 0;
        for (int i = hasStart ? 1 : 0; i < tokens.Length; i++)
        {
            ReadOnlySpan<byte> spelling = vocabulary.Spelling(tokens[i]);
            ReadOnlySpan<byte> rest = text[end..];
            if (rest.StartsWith(spelling))
            {
                end += spelling.Length;
            }
            else if (spelling is [(byte)' ', ..] && rest.StartsWith(spelling[1..]))
            {
                end += spelling.Length - 1;
            }
            else
            {
                return null;
            }

            ends[i] = end;
        }

        return end == text.Length ? ends : null;
    }
}
