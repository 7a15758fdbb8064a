namespace FinCluster.Core.Edge.Reading;

/// <summary>A word and what it points at.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Cues">A bit for each <see cref="Cue"/>.</param>
/// <param name="Line">The line of business of a known term; <see cref="BusinessLine.General"/> for other words.</param>
internal readonly record struct CueEntry(string Text, ulong Cues, BusinessLine Line)
{
    /// <summary>Gets the bit of a cue.</summary>
    public static ulong Bit(Cue cue) => 1UL << (int)cue;

    /// <summary>Says whether the word points at something.</summary>
    public bool Has(Cue cue) => (Cues & Bit(cue)) != 0;
}
