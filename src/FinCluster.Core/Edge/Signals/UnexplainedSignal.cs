using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>What share of the sentence that asks is neither taught nor a common word of questions.</summary>
internal sealed class UnexplainedSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "unexplained";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.FocusContent == 0 ? 1 : 1 - ((double)reading.FocusExplained / reading.FocusContent);
}
