using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How many numbered or bulleted items there are, 1 for four.</summary>
internal sealed class ListSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "list-markers";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.ListMarkers, 4);
}
