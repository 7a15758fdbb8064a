using System.Numerics;
using System.Runtime.CompilerServices;

namespace FinCluster.Core.Edge.Reading;

/// <summary>How often each cue was met.</summary>
internal struct CueCounts
{
    private Counters _counters;

    /// <summary>Gets how often a cue was met.</summary>
    public readonly int this[Cue cue] => _counters[(int)cue];

    /// <summary>Says whether a cue was met.</summary>
    public readonly bool Has(Cue cue) => _counters[(int)cue] > 0;

    /// <summary>Counts all cues of a word.</summary>
    internal void Add(ulong cues)
    {
        for (; cues != 0; cues &= cues - 1)
        {
            _counters[BitOperations.TrailingZeroCount(cues)]++;
        }
    }

    // One place for each bit of an entry.
    [InlineArray(64)]
    private struct Counters
    {
        private int _first;
    }
}
