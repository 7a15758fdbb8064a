using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether only live data can answer.</summary>
/// <remarks>
/// A word for the present alone says little: "今天想学一个词：久期" wants no data, "LPR多少" wants it without such a word. So what is asked for decides,
/// and an asker who says that he wants no data is believed.
/// </remarks>
internal sealed class FreshDataSignal : IEdgeSignal
{
    // A value and hardly anything beside it: "茅台股价", "gold price".
    private const int ShortFocus = 10;

    /// <inheritdoc/>
    public string Name => "fresh-data";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading)
    {
        ref readonly CueCounts focus = ref reading.Focus;
        bool isDefinition = focus.Has(Cue.Definition);
        bool isValue = focus.Has(Cue.Moving) || focus.Has(Cue.Entity);
        return reading.All.Has(Cue.FreshDenied) ? 0
            : focus.Has(Cue.FreshState) ? 1
            : focus.Has(Cue.FreshStrong) ? (isDefinition && !isValue ? 0.3 : 1)
            : focus.Has(Cue.FreshWeak) ? OfWeak(focus, isDefinition, isValue)
            : isValue && focus.Has(Cue.Amount) && reading.Quantities == 0 ? 0.9
            : isValue && !isDefinition && !focus.Has(Cue.Ask) && reading.FocusContent <= ShortFocus && !focus.Has(Cue.CompareSimple) ? 0.7
            : 0;
    }

    private static double OfWeak(in CueCounts focus, bool isDefinition, bool isValue) =>
        isValue && (focus.Has(Cue.Amount) || !isDefinition) ? 1
        : focus.Has(Cue.Amount) ? 1
        : isDefinition ? 0.2
        : 0.7;
}
