using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>Draws questions with their answers. Thread-safe.</summary>
internal interface ITurnSource
{
    /// <summary>Draws one question with its answer, or several that belong together.</summary>
    /// <exception cref="TrainingException">Every draw is held out.</exception>
    Turn[] Draw(Random random);
}

/// <summary>Draws now from one source and now from another.</summary>
/// <param name="first">One source.</param>
/// <param name="second">The other source.</param>
/// <param name="share">How often the other one is drawn from, 0 to 1.</param>
internal sealed class MixedTurnSource(ITurnSource first, ITurnSource second, double share) : ITurnSource
{
    /// <inheritdoc/>
    public Turn[] Draw(Random random) => (random.Chance(share) ? second : first).Draw(random);
}
