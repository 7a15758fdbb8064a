using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How much of the sentence that asks is unknown, 1 from twelve Chinese characters or six words on.</summary>
internal sealed class UnexplainedAmountSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "unexplained-amount";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.FocusContent - reading.FocusExplained, 12);
}
