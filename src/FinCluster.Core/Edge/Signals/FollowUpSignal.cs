using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question continues a conversation.</summary>
internal sealed class FollowUpSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "follow-up";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Either;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.EarlierMessages > 0 ? 1 : 0;
}
