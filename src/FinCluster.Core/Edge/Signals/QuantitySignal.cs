using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How many amounts there are, 1 for four.</summary>
internal sealed class QuantitySignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "quantities";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.Quantities, 4);
}
