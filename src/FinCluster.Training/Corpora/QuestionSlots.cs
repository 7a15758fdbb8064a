using System.Text.RegularExpressions;

namespace FinCluster.Training.Corpora;

/// <summary>Fills the places of a wording that are named like <c>{asset}</c> from the corpus' sections <c>slot.asset</c>.</summary>
internal sealed partial class QuestionSlots(Corpus corpus)
{
    /// <summary>Fills all places, each by a draw of its own.</summary>
    public string Fill(string wording, Random random) => wording.Contains('{', StringComparison.Ordinal)
        ? Slot().Replace(wording, match => corpus.Wordings($"slot.{match.Groups[1].Value}") is { Length: > 0 } words ? random.Of(words) : match.Value)
        : wording;

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Slot();
}
