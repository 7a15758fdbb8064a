using System.Text;
using FinCluster.Core.Metrics;
using FinCluster.Gateway.Dispatch;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Metrics;

/// <summary>GET /metrics: the gateway's metrics and those of its nodes' replicas, as Prometheus reads them.</summary>
internal sealed class MetricsEndpoint(MetricsCollector collector, FleetStatus fleet)
{
    public async Task HandleAsync(HttpContext http)
    {
        var text = new StringBuilder();
        ProcessMetrics.Write(text);
        collector.Write(text);
        NodeMetrics.Write(text, fleet.Read());
        byte[] body = Encoding.UTF8.GetBytes(text.ToString());
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
