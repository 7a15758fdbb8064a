using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether two things are to be weighed against each other.</summary>
internal sealed class DeepComparisonSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "deep-comparison";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.All.Has(Cue.CompareDeep) ? 1 : 0;
}
