using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the future is asked for.</summary>
internal sealed class ForecastSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "forecast";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Forecast) ? 1 : 0;
}
