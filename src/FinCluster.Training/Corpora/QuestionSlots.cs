using System.Text.RegularExpressions;

namespace FinCluster.Training.Corpora;

/// <summary>Fills the places of a wording that are named like <c>{asset}</c> from sections named like <c>slot.asset</c>.</summary>
internal sealed partial class QuestionSlots(Func<string, string[]> sections)
{
    // A section whose words name itself would never end.
    private const int MaxDepth = 4;

    /// <summary>Fills all places, each by a draw of its own; the words may have places too.</summary>
    public string Fill(string wording, Random random) => Fill(wording, random, depth: 0);

    private string Fill(string wording, Random random, int depth) => depth < MaxDepth && wording.Contains('{', StringComparison.Ordinal)
        ? Slot().Replace(wording, match => sections($"slot.{match.Groups[1].Value}") is { Length: > 0 } words
            ? Fill(random.Of(words), random, depth + 1)
            : match.Value)
        : wording;

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Slot();
}
