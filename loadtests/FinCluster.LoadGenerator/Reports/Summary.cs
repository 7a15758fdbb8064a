namespace FinCluster.LoadGenerator.Reports;

/// <summary>A figure over some runs.</summary>
/// <param name="Median">The one in the middle; of an even count, the mean of the two in the middle.</param>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
internal sealed record Spread(double Median, double Least, double Greatest)
{
    /// <summary>Computes it; all zero for no values.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return new Spread(0, 0, 0);
        }

        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Spread(Math.Round(median, 4), sorted[0], sorted[^1]);
    }
}

/// <summary>What a reader looks at first, over all runs. The engine's figures are null when no counters were read.</summary>
internal sealed record Summary
{
    public required Spread OutputTokensPerSecond { get; init; }

    public required Spread GoodputPerSecond { get; init; }

    public required Spread TimeToFirstTokenMsP50 { get; init; }

    public required Spread TimeToFirstTokenMsP90 { get; init; }

    public required Spread TimeToFirstTokenMsP99 { get; init; }

    public required Spread InterTokenMsP50 { get; init; }

    public required Spread InterTokenMsP99 { get; init; }

    public required Spread ShedRate { get; init; }

    /// <summary>Gets the share of what a cache without bounds would have saved that was saved; null for a trace without reuse.</summary>
    public required Spread? ReuseOfCeiling { get; init; }

    /// <summary>Gets Jain's index over the callers; null for one caller.</summary>
    public required Spread? JainIndex { get; init; }

    public required Spread? TokensPerCall { get; init; }

    public required Spread? DecodeShareOfWallTime { get; init; }

    public required Spread? DecodeShareOfBusyTime { get; init; }

    public required Spread? LoopBytesPerToken { get; init; }

    /// <summary>Sums runs up.</summary>
    public static Summary Of(IReadOnlyList<RunReport> runs)
    {
        Spread Over(Func<RunReport, double> figure) => Spread.Of(runs.Select(figure));
        Spread? OverEngines(Func<EngineReport, double> figure) => runs.Any(run => run.Engine is null) ? null : Over(run => figure(run.Engine!));
        return new Summary
        {
            OutputTokensPerSecond = Over(run => run.OutputTokensPerSecond),
            GoodputPerSecond = Over(run => run.GoodputPerSecond),
            TimeToFirstTokenMsP50 = Over(run => run.TimeToFirstTokenMs.P50),
            TimeToFirstTokenMsP90 = Over(run => run.TimeToFirstTokenMs.P90),
            TimeToFirstTokenMsP99 = Over(run => run.TimeToFirstTokenMs.P99),
            InterTokenMsP50 = Over(run => run.InterTokenMs.P50),
            InterTokenMsP99 = Over(run => run.InterTokenMs.P99),
            ShedRate = Over(run => run.ShedRate),
            ReuseOfCeiling = runs.Any(run => run.Reuse is null) ? null : Over(run => run.Reuse!.OfCeiling),
            JainIndex = runs.Any(run => run.JainIndex is null) ? null : Over(run => run.JainIndex!.Value),
            TokensPerCall = OverEngines(engine => engine.TokensPerCall),
            DecodeShareOfWallTime = OverEngines(engine => engine.DecodeShareOfWallTime),
            DecodeShareOfBusyTime = OverEngines(engine => engine.DecodeShareOfBusyTime),
            LoopBytesPerToken = OverEngines(engine => engine.LoopBytesPerToken),
        };
    }
}
