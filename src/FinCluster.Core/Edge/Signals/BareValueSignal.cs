using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether an amount is asked for and nothing that was taught says of what.</summary>
internal sealed class BareValueSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "amount-asked";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => !reading.Focus.Has(Cue.Amount) ? 0 : reading.Focus.Has(Cue.Known) ? 0.3 : 1;
}
