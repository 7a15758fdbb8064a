using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>What one of several callers got, or a group of them.</summary>
internal sealed record TenantReport
{
    public required string Name { get; init; }

    public required int Requests { get; init; }

    public required int Errors { get; init; }

    public required int Refused { get; init; }

    public required long PromptTokens { get; init; }

    /// <summary>Gets the tokens of complete answers, and of those that ran when the run's time was over.</summary>
    public required long OutputTokens { get; init; }

    public required Percentiles TimeToFirstTokenMs { get; init; }

    /// <summary>Sums each caller's requests up.</summary>
    public static IReadOnlyList<TenantReport> Each(IEnumerable<TenantSamples> tenants) =>
        [.. tenants.Where(tenant => tenant.Tenant is not null).Select(tenant => Of(tenant.Tenant!.Name, tenant.Samples))];

    /// <summary>Sums each group's requests up.</summary>
    public static IReadOnlyList<TenantReport> Groups(IEnumerable<TenantSamples> tenants) =>
        [.. tenants.Where(tenant => tenant.Tenant?.Group is not null)
            .GroupBy(tenant => tenant.Tenant!.Group!, StringComparer.Ordinal)
            .Select(group => Of(group.Key, [.. group.SelectMany(tenant => tenant.Samples)]))];

    private static TenantReport Of(string name, IReadOnlyList<AnswerSample> samples)
    {
        AnswerSample[] served = [.. samples.Where(sample => sample.End is AnswerEnd.Complete or AnswerEnd.Cut)];
        return new TenantReport
        {
            Name = name,
            Requests = samples.Count,
            Errors = samples.Count(sample => sample.End == AnswerEnd.Failed),
            Refused = samples.Count(sample => sample.End == AnswerEnd.Refused),
            PromptTokens = served.Sum(sample => (long)sample.PromptTokens),
            OutputTokens = served.Sum(sample => (long)sample.Tokens),
            TimeToFirstTokenMs = Percentiles.Of(served.Where(sample => sample.Tokens > 0).Select(sample => sample.TimeToFirstToken)),
        };
    }

    /// <summary>Computes Jain's fairness index: (sum x)² / (n · sum x²). 1 when there is nothing to share.</summary>
    /// <remarks>Jain, Chiu and Hawe: A quantitative measure of fairness and discrimination, 1984.</remarks>
    public static double JainIndex(IReadOnlyList<double> shares)
    {
        double sum = shares.Sum();
        double squares = shares.Sum(share => share * share);
        return squares == 0 ? 1 : Math.Round(sum * sum / (shares.Count * squares), 5);
    }
}
