using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether risks or examples are asked for, which is taught for each term.</summary>
internal sealed class FollowTopicSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "risk-or-example";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Topic) ? 1 : 0;
}
