using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Admin;

/// <summary>What the gateway measures of administrators. The instruments are documented in docs/metrics.md.</summary>
internal sealed class AdminMetrics(IMeterFactory meterFactory)
{
    private readonly Counter<long> _calls = meterFactory.Create(GatewayMetrics.MeterName)
        .CreateCounter<long>("fincluster.gateway.admin.calls", "{call}", "Calls of administrators.");

    public void OnCall(string operation, AdminProof proof) =>
        _calls.Add(1, new TagList { { "operation", operation }, { "proof", proof == AdminProof.Key ? "key" : "loopback" } });
}
