using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether a long answer is asked for, by the request or by its words.</summary>
internal sealed class AnswerLengthSignal : IEdgeSignal
{
    // The longest answer that the small model was taught is far below.
    private const int LongAnswer = 300;

    /// <inheritdoc/>
    public string Name => "answer-length";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => Math.Max(
        reading.All.Has(Cue.Length) ? 0.8 : 0,
        Math.Max(SignalScale.Of(reading.RequestedWords, LongAnswer), SignalScale.Of(reading.MinAnswerTokens, LongAnswer)));
}
