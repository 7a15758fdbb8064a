namespace FinCluster.Core.Edge.Reading;

/// <summary>Finds the sentence that asks.</summary>
internal static class FocusFinder
{
    /// <summary>Finds the last sentence with a question mark, else the last one that says anything; all of a text without either.</summary>
    /// <param name="text">The folded text.</param>
    /// <returns>Its beginning, and the place behind its end.</returns>
    public static (int Start, int End) Find(ReadOnlySpan<char> text)
    {
        (int Start, int End) last = (0, text.Length);
        (int Start, int End)? question = null;
        int start = 0;
        bool hasText = false;
        for (int i = 0; i < text.Length; i++)
        {
            hasText = hasText || char.IsLetterOrDigit(text[i]);
            if (!EndsSentence(text, i) && i < text.Length - 1)
            {
                continue;
            }

            if (hasText)
            {
                last = (start, i + 1);
                question = text[i] == '?' ? last : question;
            }

            (start, hasText) = (i + 1, false);
        }

        return question ?? last;
    }

    private static bool EndsSentence(ReadOnlySpan<char> text, int i) => text[i] switch
    {
        '?' or '。' or '!' or '\n' => true,
        '.' => i + 1 == text.Length || text[i + 1] == ' ',
        _ => false,
    };
}
