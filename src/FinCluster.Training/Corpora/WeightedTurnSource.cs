using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>Draws now from one source and now from another. Thread-safe.</summary>
/// <param name="sources">The sources, and how often each is drawn from: parts of 1.</param>
internal sealed class WeightedTurnSource(IReadOnlyList<(ITurnSource Source, double Share)> sources) : ITurnSource
{
    /// <inheritdoc/>
    public Turn[] Draw(Random random)
    {
        double at = random.NextDouble();
        foreach ((ITurnSource source, double share) in sources)
        {
            if ((at -= share) < 0)
            {
                return source.Draw(random);
            }
        }

        // The shares may add up to a little less than 1.
        return sources[^1].Source.Draw(random);
    }
}
