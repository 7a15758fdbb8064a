using System.Text.RegularExpressions;
using FinCluster.Core.Text;

namespace FinCluster.Core.Evaluation.Scoring;

/// <summary>Finds the option that an answer chooses.</summary>
internal static partial class ChoiceText
{
    /// <summary>Gets the letter, A to D; null when the answer chooses none.</summary>
    public static char? Find(string answer)
    {
        // Folding makes full-width letters plain, and lower case.
        string text = TextFolder.Fold(answer);
        Match match = Stated().Match(text);
        match = match.Success ? match : Alone().Match(text);
        return match.Success ? char.ToUpperInvariant(match.Groups["letter"].Value[0]) : null;
    }

    [GeneratedRegex(
        @"(?:答案|正确选项|正确的是|应选|选择|选|answer|option|choose)\s*(?:为|是|应为|应该是|is|:)?\s*[\(""']?(?<letter>[a-d])(?![a-z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Stated();

    [GeneratedRegex(@"(?<![a-z0-9'])(?<letter>[a-d])(?![a-z0-9'])(?!\s+[a-z]{2})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Alone();
}
