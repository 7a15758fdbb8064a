namespace FinCluster.Training.Corpora;

/// <summary>Draws from lists and by chance.</summary>
internal static class Draw
{
    /// <summary>Draws one of a list.</summary>
    public static T Of<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>Draws one of a list, or an empty text when it has none.</summary>
    public static string OfOrNone(this Random random, string[] items) => items.Length == 0 ? "" : random.Of(items);

    /// <summary>Says yes with a probability.</summary>
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>Draws a number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static int From(this Random random, int first, int last) => random.Next(first, last + 1);

    /// <summary>Makes a random sequence from numbers that name it, the same on every machine.</summary>
    public static Random Seeded(params ReadOnlySpan<int> names)
    {
        ulong state = 0x9E3779B97F4A7C15;
        foreach (int name in names)
        {
            state = (state ^ (uint)name) * 0xBF58476D1CE4E5B9;
            state ^= state >> 29;
        }

        return new Random((int)(state & int.MaxValue));
    }
}
