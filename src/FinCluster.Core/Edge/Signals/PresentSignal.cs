using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the present or a value that moves is mentioned anywhere, 1 for two such words.</summary>
internal sealed class PresentSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "present";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.All.Has(Cue.FreshDenied)
        ? 0
        : SignalScale.Of(reading.All[Cue.FreshStrong] + reading.All[Cue.FreshWeak] + reading.All[Cue.FreshState], 2);
}
