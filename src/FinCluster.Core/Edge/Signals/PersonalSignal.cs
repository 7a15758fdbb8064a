using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the asker's own situation matters, 1 for two such words.</summary>
internal sealed class PersonalSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "personal";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => SignalScale.Of(reading.All[Cue.Personal], 2);
}
