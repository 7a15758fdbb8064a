using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether a meaning is asked for, and of nothing that was taught: the edge model does not know it.</summary>
internal sealed class NothingKnownSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "unknown-term";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) =>
        !reading.Focus.Has(Cue.Known) && !reading.Focus.Has(Cue.Smalltalk) && reading.FocusContent > reading.FocusExplained ? 1 : 0;
}
