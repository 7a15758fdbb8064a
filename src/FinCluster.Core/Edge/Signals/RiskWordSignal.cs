using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Wording of requests that are refused; asked as a question of terms it is harmless.</summary>
internal sealed class RiskWordSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "risk-wording";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Either;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.All[Cue.Risk], 2);
}
