using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How long the question is, on a logarithmic scale that ends at 4,096 characters.</summary>
internal sealed class LengthSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "length";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => Math.Min(1, Math.Log2(1 + reading.Characters) / 12);
}
