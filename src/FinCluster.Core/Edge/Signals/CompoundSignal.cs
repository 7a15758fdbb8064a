using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether an unknown word stands right before a known term and so makes another one of it: 巨灾债券, cliquet option.</summary>
internal sealed class CompoundSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "unknown-compound";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Compounds > 0 ? 1 : 0;
}
