using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether a short answer is asked for.</summary>
internal sealed class BriefSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "brief";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.All.Has(Cue.Brief) ? 1 : 0;
}
