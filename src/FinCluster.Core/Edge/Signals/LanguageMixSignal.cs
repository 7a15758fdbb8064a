using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>How mixed Chinese and other scripts are: 1 for halves.</summary>
internal sealed class LanguageMixSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "language-mix";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Either;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Mix(reading.Ideographs, 2 * reading.Words);
}
