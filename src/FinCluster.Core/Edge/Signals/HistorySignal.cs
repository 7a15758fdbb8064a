using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How much was said before, 1 from 2,000 characters on.</summary>
internal sealed class HistorySignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "history";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Either;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.EarlierCharacters, 2_000);
}
