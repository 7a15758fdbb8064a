using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How many clauses the question has beyond the first, 1 for six more.</summary>
internal sealed class ClauseSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "clauses";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.Clauses - 1, 6);
}
