using System.Text.RegularExpressions;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>The signs of chat templates. In a prompt that is plain text the application writes the template itself, so they are no attempt to speak as the system.</summary>
internal static partial class ControlTokens
{
    /// <summary>Puts a line's end in place of each.</summary>
    public static string Remove(string text) => Signs().Replace(text, "\n");

    [GeneratedRegex(@"<\|[A-Za-z_]{1,32}\|>(system|user|assistant)?\s*|</?s>|\[/?INST\]|<</?SYS>>", RegexOptions.CultureInvariant)]
    private static partial Regex Signs();
}
