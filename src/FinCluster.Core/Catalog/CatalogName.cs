namespace FinCluster.Core.Catalog;

/// <summary>What names of aliases and artifacts look like.</summary>
public static class CatalogName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>What a name must be, for messages.</summary>
    public const string Rule = "1 to 64 letters, digits, '-', '_' and '.'";

    /// <summary>Says whether a text is a name. '+' is none of its characters: it joins the names of a request's model.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
