using FinCluster.Core.Edge.Reading;

namespace FinCluster.Core.Edge.Signals;

/// <summary>One cheap observation about a request. Implementations are stateless and allocate nothing.</summary>
internal interface IEdgeSignal
{
    /// <summary>Gets the name, as weights and reasons carry it.</summary>
    string Name { get; }

    /// <summary>Gets what the signal may speak for. A weight of the other sign would be an accident of the prompts that it is learned from.</summary>
    SignalLean Lean { get; }

    /// <summary>Observes.</summary>
    /// <returns>0 to 1.</returns>
    double Value(in QuestionReading reading);
}
