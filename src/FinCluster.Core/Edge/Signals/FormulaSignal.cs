using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question asks how something is computed, without numbers to compute.</summary>
internal sealed class FormulaSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "formula";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Formula) && reading.Quantities == 0 ? 1 : 0;
}
