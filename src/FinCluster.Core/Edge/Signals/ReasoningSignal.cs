using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether reasons, judgement or several steps are asked for, 1 for two such words.</summary>
internal sealed class ReasoningSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "reasoning";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.All[Cue.Reasoning], 2);
}
