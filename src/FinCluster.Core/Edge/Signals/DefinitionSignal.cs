using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>Whether the question asks what something means.</summary>
internal sealed class DefinitionSignal : IEdgeSignal
{
    /// <inheritdoc/>
    public string Name => "definition";

    /// <inheritdoc/>
    public SignalLean Lean => SignalLean.Edge;

    /// <inheritdoc/>
    public double Value(in QuestionReading reading) => reading.Focus.Has(Cue.Definition) ? 1 : 0;
}
