using FinCluster.LoadGenerator.Clients;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Loops;

/// <summary>One caller with a trace and streams of its own.</summary>
internal sealed class TenantLoad : IDisposable
{
    private readonly Tenant? _tenant;
    private readonly SpreadClient _client;
    private readonly LoadRunner _runner;
    private readonly ReuseMeter _reuse = new();
    private readonly ITrace _trace;

    private TenantLoad(Tenant? tenant, string? key, LoadOptions options, TimeProvider time)
    {
        _tenant = tenant;
        _client = SpreadClient.Of(options, key, time);
        _trace = options.Trace.Create();
        _runner = new LoadRunner(_client, _trace, options, time);
    }

    /// <summary>Makes the callers of a run.</summary>
    public static IReadOnlyList<TenantLoad> Of(LoadOptions options, TimeProvider time) => options.Tenants.Count == 0
        ? [new TenantLoad(null, options.ApiKey, options, time)]
        : [.. options.Tenants.Select((tenant, index) => new TenantLoad(tenant, tenant.Key, OptionsOf(options, tenant, index), time))];

    /// <summary>Runs requests; see <see cref="LoadRunner.RunAsync"/>.</summary>
    public async Task<TenantSamples> RunAsync(int count, CancellationToken runTime, CancellationToken cancellationToken)
    {
        IReadOnlyList<AnswerSample> samples = await _runner.RunAsync(count, runTime, cancellationToken);
        return new TenantSamples(_tenant, samples, _trace.HasReuse ? _reuse.Add(samples) : null);
    }

    public void Dispose() => _client.Dispose();

    private static LoadOptions OptionsOf(LoadOptions options, Tenant tenant, int index) => options with
    {
        Concurrency = options.Concurrency == 0 ? 0 : Math.Max(1, (int)Math.Round(options.Concurrency * tenant.Weight)),
        RatePerSecond = options.RatePerSecond * tenant.Weight,
        Trace = options.Trace with { Seed = unchecked(options.Trace.Seed + (index * 1_009)) & int.MaxValue },
    };
}

/// <summary>What was seen of one caller's requests.</summary>
/// <param name="Tenant">Who it is; null for the only one.</param>
/// <param name="Samples">Its requests, in the order of its trace.</param>
/// <param name="ReuseCeiling">The share of its prompts' characters that a cache without bounds would save; null for a trace without reuse.</param>
internal sealed record TenantSamples(Tenant? Tenant, IReadOnlyList<AnswerSample> Samples, double? ReuseCeiling);
