using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>Draws questions with their answers. Thread-safe.</summary>
internal interface ITurnSource
{
    /// <summary>Draws one question with its answer, or several that belong together.</summary>
    /// <exception cref="TrainingException">Every draw is held out.</exception>
    Turn[] Draw(Random random);
}
