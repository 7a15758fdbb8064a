using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question asks what follows from something.</summary>
internal sealed class ImpactSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "impact";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Impact) ? 1 : 0;
}
