using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Training.Guard;

/// <summary>What is learned from one window of a case.</summary>
/// <param name="Buckets">The buckets of its features, each as often as it occurs.</param>
/// <param name="Class">What it is.</param>
/// <param name="Weight">How much it counts.</param>
internal sealed record GuardExample(int[] Buckets, int Class, float Weight)
{
    /// <summary>
    /// Makes the examples of a case. All windows of what is allowed are allowed, so each is an example; of what is refused only the longest is, since
    /// nobody says which of its sentences it is refused for.
    /// </summary>
    public static IEnumerable<GuardExample> Of(GuardCase one, int bits, float weight)
    {
        int[][] windows = [.. Windows(TextNormalizer.Normalize(one.Text).Text, bits).Where(window => window.Length > 0)];
        if (windows.Length == 0)
        {
            return [];
        }

        return one.IsRefused
            ? [new GuardExample(windows.MaxBy(window => window.Length)!, GuardClasses.Of(one.Category), weight)]
            : windows.Select(window => new GuardExample(window, GuardClasses.Allow, weight / MathF.Sqrt(windows.Length)));
    }

    private static List<int[]> Windows(string text, int bits)
    {
        var sentences = new List<(int[] Buckets, int Characters)>();
        var segments = new GuardSegments(text);
        while (segments.MoveNext())
        {
            var sink = new Sink((1u << bits) - 1, []);
            GuardFeatures.Visit(segments.Current, ref sink);
            sentences.Add(([.. sink.Buckets], segments.Current.Length));
        }

        var windows = new List<int[]>();
        for (int end = 0; end < sentences.Count; end++)
        {
            int characters = 0;
            for (int start = end; start >= 0 && end - start < GuardSegments.MaxTogether; start--)
            {
                characters += sentences[start].Characters;
                if (start < end && characters > GuardSegments.MaxCharactersTogether)
                {
                    break;
                }

                windows.Add([.. sentences[start..(end + 1)].SelectMany(sentence => sentence.Buckets)]);
            }
        }

        return windows;
    }

    private readonly struct Sink(uint mask, List<int> buckets) : IGuardFeatureSink
    {
        public List<int> Buckets => buckets;

        public void Add(uint hash) => buckets.Add((int)(hash & mask));
    }
}
