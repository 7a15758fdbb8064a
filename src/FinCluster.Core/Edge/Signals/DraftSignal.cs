using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether a text is to be written.</summary>
internal sealed class DraftSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "drafting";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.All[Cue.Draft], 2);
}
