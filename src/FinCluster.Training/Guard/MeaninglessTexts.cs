using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Training.Corpora;

namespace FinCluster.Training.Guard;

/// <summary>Texts that mean nothing: one or a few signs again and again. Nobody forbids them, and without them a classifier guesses.</summary>
internal static class MeaninglessTexts
{
    private const int Count = 400;
    private const int Seed = 7;
    private const int LongestRow = 120;

    /// <summary>Makes texts of the signs of others. The same ones give the same texts.</summary>
    public static IEnumerable<GuardCase> Of(IReadOnlyList<GuardCase> others)
    {
        Random random = Draw.Seeded(Seed);
        char[] signs = [.. others.SelectMany(one => one.Text).Where(char.IsLetterOrDigit).Distinct().Order()];
        for (int i = 0; i < Count; i++)
        {
            string row = string.Concat(Enumerable.Range(0, random.From(1, 3)).Select(_ => random.Of(signs)));
            string text = string.Concat(Enumerable.Repeat(row, random.From(1, LongestRow / row.Length)));
            yield return new GuardCase("", "zh", text, null, GuardCaseKind.Ordinary, IsHeldOut: false, "meaningless");
        }
    }
}
