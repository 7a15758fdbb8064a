namespace FinCluster.Core.Catalog;

/// <summary>Free texts that people leave in the catalog.</summary>
internal static class CatalogText
{
    /// <summary>The longest note or reason, in UTF-16 units.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The longest name of a person or program that made a change.</summary>
    public const int MaxActorLength = 128;

    /// <summary>Says what is wrong with a text; null when it can be stored.</summary>
    public static string? FindProblem(string what, string? text, int maxLength = MaxLength)
    {
        if (text is null || text.Length > maxLength)
        {
            return $"{what} must be a text of at most {maxLength} characters";
        }

        // Half a surrogate pair has no UTF-8, so it would not come back as it was.
        return IsWellFormed(text) ? null : $"{what} holds half a character";
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
