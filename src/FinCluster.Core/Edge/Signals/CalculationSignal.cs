using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether something has to be computed from numbers that the asker gives, in digits or in words.</summary>
/// <remarks>How a ratio is defined is a fact; a ratio of given numbers is a calculation. The small model computes unreliably even in one step.</remarks>
internal sealed class CalculationSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "calculation";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading)
    {
        bool asks = reading.All.Has(Cue.Amount) || reading.All.Has(Cue.Result) || reading.QuestionMarks > 0;
        return reading.Operators > 0 ? 1
            : reading.All.Has(Cue.Compute) ? (reading.Quantities > 0 || !reading.Focus.Has(Cue.Formula) ? 1 : 0.2)
            : reading.Quantities >= 2 ? (asks ? 1 : 0.8)
            : reading.Quantities == 1 ? (reading.All.Has(Cue.Result) ? 0.9 : reading.All.Has(Cue.Amount) ? 0.7 : 0.3)
            : reading.All[Cue.Result] >= 2 ? 0.6
            : 0;
    }
}
