using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Admission;

/// <summary>What admission measures. The instruments are documented in docs/metrics.md.</summary>
internal sealed class AdmissionMetrics
{
    /// <summary>How many tenants have series of their own; all further ones share those of <see cref="OtherTenants"/>.</summary>
    public const int MaxTenants = 200;

    /// <summary>The label of tenants beyond <see cref="MaxTenants"/>.</summary>
    public const string OtherTenants = "other";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly ConcurrentDictionary<TenantId, string> _labels = new();
    private readonly Counter<long> _requests;
    private readonly Counter<long> _tokens;
    private readonly UpDownCounter<long> _queued;
    private readonly Histogram<double> _wait;
    private readonly UpDownCounter<long> _unsettled;

    public AdmissionMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _requests = meter.CreateCounter<long>(
            "fincluster.gateway.tenant.requests", "{request}", "Requests of a tenant, by the limit that refused them, or admitted.");
        _tokens = meter.CreateCounter<long>("fincluster.gateway.tenant.tokens", "{token}", "Tokens that a tenant has used.");
        _queued = meter.CreateUpDownCounter<long>("fincluster.gateway.queue.length", "{request}", "Requests that wait for capacity.");
        _wait = meter.CreateHistogram("fincluster.gateway.queue.wait", "s", "Time that requests waited for capacity.", advice: Seconds);
        _unsettled = meter.CreateUpDownCounter<long>(
            "fincluster.gateway.settlements.pending", "{request}", "Requests that are over, but not yet in the ledger.");
    }

    public void OnReserved(TenantId tenant, LimitKind? over) => _requests.Add(1, new TagList
    {
        { "tenant", Label(tenant) },
        { "outcome", over switch
            {
                null => "admitted",
                LimitKind.Requests => "requests",
                LimitKind.Tokens => "tokens",
                LimitKind.Streams => "streams",
                _ => "budget",
            }
        },
    });

    public void OnSettled(TenantId tenant, long tokens) => _tokens.Add(tokens, new TagList { { "tenant", Label(tenant) } });

    public void OnQueued(SloClass value) => _queued.Add(1, Tags(value));

    public void OnLeftQueue(SloClass value) => _queued.Add(-1, Tags(value));

    public void OnWaited(SloClass value, TimeSpan waited) => _wait.Record(waited.TotalSeconds, Tags(value));

    public void OnSettlementPending() => _unsettled.Add(1);

    public void OnSettlementDone() => _unsettled.Add(-1);

    private static TagList Tags(SloClass value) => new() { { "class", SloClassText.Format(value) } };

    private string Label(TenantId tenant)
    {
        if (_labels.TryGetValue(tenant, out string? label))
        {
            return label;
        }

        return _labels.Count < MaxTenants ? _labels.GetOrAdd(tenant, tenant.Value) : OtherTenants;
    }
}
