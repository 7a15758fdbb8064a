using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How much of a page the question is: 1 from 1,000 characters on.</summary>
internal sealed class LongPromptSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "long-prompt";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.Characters, 1_000);
}
