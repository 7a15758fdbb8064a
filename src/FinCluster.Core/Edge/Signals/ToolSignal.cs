using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the model may call tools.</summary>
internal sealed class ToolSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "tools";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.HasTools ? 1 : 0;
}
