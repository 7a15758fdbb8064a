using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether a program is asked for.</summary>
internal sealed class CodeSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "code";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.All.Has(Cue.Code) ? 1 : 0;
}
