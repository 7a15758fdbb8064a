using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Reading;

/// <summary>A word and what it points at. Immutable.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Cues">A bit for each <see cref="Cue"/>.</param>
/// <param name="Line">The line of business of a known term; <see cref="BusinessLine.General"/> for other words.</param>
internal sealed record CueEntry(string Text, ulong Cues, BusinessLine Line)
{
    /// <summary>Gets how many Chinese characters the word has.</summary>
    public int Ideographs { get; } = Text.Count(TextFolder.IsIdeograph);

    /// <summary>Gets how many words of other scripts it has.</summary>
    public int Words { get; } = Text.Split(' ').Count(part => part.Any(c => char.IsLetterOrDigit(c) && !TextFolder.IsIdeograph(c)));

    /// <summary>Gets the bit of a cue.</summary>
    public static ulong Bit(Cue cue) => 1UL << (int)cue;

    /// <summary>Says whether the word points at something.</summary>
    public bool Has(Cue cue) => (Cues & Bit(cue)) != 0;
}
