using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether a company or the code of a security is asked about.</summary>
internal sealed class EntitySignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "entity";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Central;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.All.Has(Cue.Entity) || reading.SecurityCodes > 0 ? 1 : 0;
}
