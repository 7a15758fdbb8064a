using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question asks how two terms differ.</summary>
internal sealed class SimpleComparisonSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "simple-comparison";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.CompareSimple) ? 1 : 0;
}
