using System.Globalization;

namespace FinCluster.LoadGenerator.Workloads;

/// <summary>How long answers are, in tokens: all equally long, or each length of a range as often as the others.</summary>
/// <param name="Least">The shortest.</param>
/// <param name="Most">The longest.</param>
internal readonly record struct AnswerLength(int Least, int Most)
{
    private const int MaxTokens = 100_000;

    /// <summary>Reads a length ("64") or a range ("8-24"); null when the text is neither.</summary>
    public static AnswerLength? Parse(string text)
    {
        string[] parts = text.Split('-');
        return parts.Length <= 2 && Number(parts[0]) is { } least && Number(parts[^1]) is { } most && least <= most
            ? new AnswerLength(least, most)
            : null;
    }

    /// <summary>Gives the length of the answer to a request; the same seed and index give the same length.</summary>
    public int Of(int seed, int index) =>
        Least == Most ? Least : new Random(unchecked((seed * 7_368_787) + index)).Next(Least, Most + 1);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MaxTokens ? number : null;
}
