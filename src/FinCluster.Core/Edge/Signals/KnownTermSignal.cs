using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the sentence that asks has a term or rule that the edge model was taught.</summary>
internal sealed class KnownTermSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "known-term";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Known) ? 1 : 0;
}
