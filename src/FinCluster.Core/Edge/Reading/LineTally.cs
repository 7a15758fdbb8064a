namespace FinCluster.Core.Edge.Reading;

/// <summary>Counts words of the lines of business.</summary>
internal struct LineTally
{
    // A term that belongs to a line says more than a word that often comes with it, and the sentence that asks more than the rest.
    private const int TermWeight = 3;
    private const int FocusWeight = 2;

    private static readonly ulong LineCues = CueEntry.Bit(Cue.Banking) | CueEntry.Bit(Cue.Securities) | CueEntry.Bit(Cue.Insurance);

    private int _banking;
    private int _securities;
    private int _insurance;

    /// <summary>Gets the line with most words; <see cref="BusinessLine.General"/> when two have as many.</summary>
    public readonly BusinessLine Strongest =>
        _insurance > Math.Max(_banking, _securities) ? BusinessLine.Insurance
        : _banking > Math.Max(_insurance, _securities) ? BusinessLine.Banking
        : _securities > Math.Max(_insurance, _banking) ? BusinessLine.Securities
        : BusinessLine.General;

    /// <summary>Counts a word.</summary>
    public void Add(CueEntry entry, bool inFocus)
    {
        if (entry.Line == BusinessLine.General && (entry.Cues & LineCues) == 0)
        {
            return;
        }

        int weight = inFocus ? FocusWeight : 1;
        _banking += weight * ((entry.Has(Cue.Banking) ? 1 : 0) + (entry.Line == BusinessLine.Banking ? TermWeight : 0));
        _securities += weight * ((entry.Has(Cue.Securities) ? 1 : 0) + (entry.Line == BusinessLine.Securities ? TermWeight : 0));
        _insurance += weight * ((entry.Has(Cue.Insurance) ? 1 : 0) + (entry.Line == BusinessLine.Insurance ? TermWeight : 0));
    }
}
