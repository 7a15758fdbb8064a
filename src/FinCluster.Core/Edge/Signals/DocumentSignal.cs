using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question points at documents that come with it, 1 for two such words.</summary>
internal sealed class DocumentSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "documents";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.All[Cue.Document], 2);
}
