using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the answer must be JSON, a table or a list, by the request or by its words.</summary>
internal sealed class StructuredOutputSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "structured-output";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.IsConstrained ? 1 : reading.All.Has(Cue.Structured) ? 0.7 : 0;
}
