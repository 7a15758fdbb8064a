using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Compliance.Copies;

/// <summary>Measures the copying of audit logs, at both ends. Thread-safe.</summary>
internal sealed class AuditCopyMetrics
{
    private readonly Counter<long> _sent;
    private readonly UpDownCounter<double> _complete;
    private readonly Counter<long> _received;
    private readonly Counter<long> _refused;
    private double _completeAt;

    public AuditCopyMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _sent = meter.CreateCounter<long>("fincluster.gateway.audit.copy.sent.bytes", "By", "Bytes of the audit log that were copied to another place.");
        _complete = meter.CreateUpDownCounter<double>("fincluster.gateway.audit.copy.complete", "s", "When the copy of the audit log was complete last, in Unix time.");
        _received = meter.CreateCounter<long>("fincluster.gateway.audit.copy.received.bytes", "By", "Bytes of sites' audit logs that were received.");
        _refused = meter.CreateCounter<long>("fincluster.gateway.audit.copy.refused", "{part}", "Parts of sites' audit logs that do not go on from their copies.");
    }

    /// <summary>Counts what was copied.</summary>
    public void OnSent(long bytes) => _sent.Add(bytes);

    /// <summary>Notes that all was copied, or that copying begins.</summary>
    public void OnComplete(DateTimeOffset now)
    {
        double seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        _complete.Add(seconds - Interlocked.Exchange(ref _completeAt, seconds));
    }

    /// <summary>Counts what came from a site.</summary>
    public void OnReceived(string site, long bytes) => _received.Add(bytes, new TagList { { "site", site } });

    /// <summary>Counts a part that a site may not send.</summary>
    public void OnRefused(string site) => _refused.Add(1, new TagList { { "site", site } });
}
