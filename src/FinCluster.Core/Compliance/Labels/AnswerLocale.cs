namespace FinCluster.Core.Compliance.Labels;

/// <summary>The languages that the product speaks to investors.</summary>
public enum AnswerLocale
{
    /// <summary>Chinese.</summary>
    Chinese,

    /// <summary>English.</summary>
    English,
}

/// <summary>Finds a text's language.</summary>
public static class AnswerLocales
{
    /// <summary>Says in which language somebody who wrote a text is answered: in Chinese if it holds a Chinese character, or no letter at all.</summary>
    public static AnswerLocale Of(ReadOnlySpan<char> text)
    {
        bool hasLatin = false;
        foreach (char c in text)
        {
            if (c is >= '\u3400' and <= '\u9FFF')
            {
                return AnswerLocale.Chinese;
            }

            hasLatin |= char.IsAsciiLetter(c);
        }

        return hasLatin ? AnswerLocale.English : AnswerLocale.Chinese;
    }
}
