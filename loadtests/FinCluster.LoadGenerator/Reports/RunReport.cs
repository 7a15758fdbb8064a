using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>The result of one run.</summary>
internal sealed record RunReport
{
    public required int Requests { get; init; }

    public required int Errors { get; init; }

    /// <summary>Gets the requests that the server did not take because it had too much to do.</summary>
    public required int Refused { get; init; }

    /// <summary>Gets how often a server was away or about to end, so that another one was asked; no error comes of it.</summary>
    public required int Retried { get; init; }

    /// <summary>Gets the share of those refused.</summary>
    public required double ShedRate { get; init; }

    public required IReadOnlyList<string> ErrorMessages { get; init; }

    public required double DurationSeconds { get; init; }

    /// <summary>Gets the tokens of the prompts of the answers below, as the server reports them.</summary>
    public required long PromptTokens { get; init; }

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

    /// <summary>Gets the processor time of the processes that the command line names.</summary>
    public IReadOnlyList<ProcessReport> Processes { get; init; } = [];

    /// <summary>Gets what caches saved; null for a trace without reuse.</summary>
    public required ReuseReport? Reuse { get; init; }

    /// <summary>Gets how conversations stayed with their nodes; null for other traces, and where answers do not name a node.</summary>
    public required AffinityReport? Affinity { get; init; }

    /// <summary>Gets each caller's part; empty for one caller.</summary>
    public required IReadOnlyList<TenantReport> Tenants { get; init; }

    /// <summary>Gets each group of callers; empty when none has a group.</summary>
    public required IReadOnlyList<TenantReport> Groups { get; init; }

    /// <summary>Gets Jain's index over the callers' output tokens: 1 when all had the same, 1/n when one of n had all. Null for one caller.</summary>
    public required double? JainIndex { get; init; }

    /// <summary>Sums a run up.</summary>
    public static RunReport Of(LoadOptions options, IReadOnlyList<TenantSamples> tenants, TimeSpan elapsed, EngineReport? engine)
    {
        AnswerSample[] samples = [.. tenants.SelectMany(tenant => tenant.Samples)];
        AnswerSample[] answered = [.. samples.Where(sample => sample.End == AnswerEnd.Complete)];
        int good = answered.Count(sample =>
            sample.TimeToFirstToken <= options.TimeToFirstTokenLimit && sample.TokenTime <= options.TokenTimeLimit);

        // What was cut was served too, as far as it had come.
        AnswerSample[] served = [.. samples.Where(sample => sample.End is AnswerEnd.Complete or AnswerEnd.Cut)];
        long tokens = served.Sum(sample => (long)sample.Tokens);
        int refused = samples.Count(sample => sample.End == AnswerEnd.Refused);
        IReadOnlyList<TenantReport> parts = TenantReport.Each(tenants);
        return new RunReport
        {
            Requests = samples.Length,
            Errors = samples.Count(sample => sample.End == AnswerEnd.Failed),
            Refused = refused,
            Retried = samples.Sum(sample => sample.Retries),
            ShedRate = samples.Length == 0 ? 0 : Math.Round((double)refused / samples.Length, 4),
            ErrorMessages = [.. samples.Select(sample => sample.Error).OfType<string>().Distinct(StringComparer.Ordinal).Take(5)],
            DurationSeconds = Math.Round(elapsed.TotalSeconds, 3),
            PromptTokens = served.Sum(sample => (long)sample.PromptTokens),
            OutputTokens = tokens,
            OutputTokensPerSecond = Math.Round(tokens / elapsed.TotalSeconds, 1),
            RequestsPerSecond = Math.Round(answered.Length / elapsed.TotalSeconds, 2),
            GoodputPerSecond = Math.Round(good / elapsed.TotalSeconds, 2),
            GoodShare = samples.Length == 0 ? 0 : Math.Round((double)good / samples.Length, 4),
            TimeToFirstTokenMs = Percentiles.Of(answered.Select(sample => sample.TimeToFirstToken)),
            InterTokenMs = Percentiles.Of(answered.SelectMany(sample => sample.Gaps)),
            DurationMs = Percentiles.Of(answered.Select(sample => sample.Duration)),
            Engine = engine,
            Reuse = ReuseReport.Of(tenants, engine),
            Affinity = AffinityReport.Of(samples),
            Tenants = parts,
            Groups = TenantReport.Groups(tenants),
            JainIndex = parts.Count == 0 ? null : TenantReport.JainIndex([.. parts.Select(part => (double)part.OutputTokens)]),
        };
    }
}
