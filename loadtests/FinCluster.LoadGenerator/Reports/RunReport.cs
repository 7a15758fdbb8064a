using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>The result of one run.</summary>
internal sealed record RunReport
{
    public required int Requests { get; init; }

    public required int Errors { get; init; }

    public required IReadOnlyList<string> ErrorMessages { get; init; }

    public required double DurationSeconds { get; init; }

    public required long OutputTokens { get; init; }

    public required double OutputTokensPerSecond { get; init; }

    public required double RequestsPerSecond { get; init; }

    /// <summary>Gets the answers per second that met both limits.</summary>
    public required double GoodputPerSecond { get; init; }

    /// <summary>Gets the share of answers that met both limits.</summary>
    public required double GoodShare { get; init; }

    public required Percentiles TimeToFirstTokenMs { get; init; }

    public required Percentiles InterTokenMs { get; init; }

    public required Percentiles DurationMs { get; init; }

    public required EngineReport? Engine { get; init; }

    /// <summary>Sums a run up.</summary>
    public static RunReport Of(LoadOptions options, IReadOnlyList<AnswerSample> samples, TimeSpan elapsed, EngineReport? engine)
    {
        AnswerSample[] answered = [.. samples.Where(sample => sample.Error is null)];
        int good = answered.Count(sample =>
            sample.TimeToFirstToken <= options.TimeToFirstTokenLimit && sample.TokenTime <= options.TokenTimeLimit);
        long tokens = answered.Sum(sample => (long)sample.Tokens);
        return new RunReport
        {
            Requests = samples.Count,
            Errors = samples.Count - answered.Length,
            ErrorMessages = [.. samples.Select(sample => sample.Error).OfType<string>().Distinct(StringComparer.Ordinal).Take(5)],
            DurationSeconds = Math.Round(elapsed.TotalSeconds, 3),
            OutputTokens = tokens,
            OutputTokensPerSecond = Math.Round(tokens / elapsed.TotalSeconds, 1),
            RequestsPerSecond = Math.Round(answered.Length / elapsed.TotalSeconds, 2),
            GoodputPerSecond = Math.Round(good / elapsed.TotalSeconds, 2),
            GoodShare = Math.Round((double)good / samples.Count, 4),
            TimeToFirstTokenMs = Percentiles.Of(answered.Select(sample => sample.TimeToFirstToken)),
            InterTokenMs = Percentiles.Of(answered.SelectMany(sample => sample.Gaps)),
            DurationMs = Percentiles.Of(answered.Select(sample => sample.Duration)),
            Engine = engine,
        };
    }
}
