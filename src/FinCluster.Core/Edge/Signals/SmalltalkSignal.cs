using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the asker greets, thanks, or asks about the assistant.</summary>
internal sealed class SmalltalkSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "smalltalk";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Smalltalk) ? 1 : 0;
}
