using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question's line of business has an adapter that is not loaded at the edge.</summary>
internal sealed class AdapterSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "adapter-missing";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.LacksAdapter ? 1 : 0;
}
