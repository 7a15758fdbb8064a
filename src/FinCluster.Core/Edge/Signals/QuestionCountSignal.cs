using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How many questions are asked beyond the first, 1 for three more.</summary>
internal sealed class QuestionCountSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "questions";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.QuestionMarks - 1, 3);
}
