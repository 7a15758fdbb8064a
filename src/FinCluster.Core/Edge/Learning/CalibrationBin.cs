namespace FinCluster.Core.Edge.Learning;

/// <summary>What came true where a range of probabilities was stated.</summary>
/// <param name="From">The range's lower end; it is 0.1 wide.</param>
/// <param name="Count">How many prompts.</param>
/// <param name="Stated">Their mean probability of the edge; 0 for none.</param>
/// <param name="Observed">The share of them that are edge prompts; 0 for none.</param>
public sealed record CalibrationBin(double From, int Count, double Stated, double Observed)
{
    private const int Bins = 10;

    /// <summary>Sorts probabilities and outcomes into ten ranges.</summary>
    public static IReadOnlyList<CalibrationBin> Of(IEnumerable<(double Probability, bool IsEdge)> outcomes)
    {
        ILookup<int, (double Probability, bool IsEdge)> bins = outcomes.ToLookup(one => Math.Min(Bins - 1, (int)(one.Probability * Bins)));
        return
        [
            .. Enumerable.Range(0, Bins).Select(bin => new CalibrationBin(
                (double)bin / Bins,
                bins[bin].Count(),
                bins[bin].Select(one => one.Probability).DefaultIfEmpty().Average(),
                bins[bin].Select(one => one.IsEdge ? 1.0 : 0).DefaultIfEmpty().Average())),
        ];
    }
}
