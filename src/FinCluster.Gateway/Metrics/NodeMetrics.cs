using System.Text;
using FinCluster.Contracts.V1;
using FinCluster.Core.Metrics;

namespace FinCluster.Gateway.Metrics;

/// <summary>Writes the counters of replicas, which their nodes keep, as metrics of the gateway that asks for them.</summary>
internal static class NodeMetrics
{
    private static readonly (string Name, string Kind, string Help, Func<Statistics, double> Value)[] All =
    [
        ("fincluster_replica_requests_running", "gauge", "Requests that hold a sequence.", s => s.RunningRequests),
        ("fincluster_replica_requests_queued", "gauge", "Requests that wait for a sequence.", s => s.QueuedRequests),
        ("fincluster_replica_prompt_tokens_queued", "gauge", "Prompt tokens that are still to be computed.", s => s.QueuedPromptTokens),
        ("fincluster_replica_kv_cells_used", "gauge", "KV cells that hold a token.", s => s.KvCellsUsed),
        ("fincluster_replica_kv_cells_pinned", "gauge", "KV cells that running requests hold.", s => s.KvCellsPinned),
        ("fincluster_replica_kv_cells", "gauge", "KV cells there are.", s => s.KvCellsTotal),
        ("fincluster_replica_prompt_tokens_computed_total", "counter", "Prompt tokens that were computed.", s => s.PrefilledTokens),
        ("fincluster_replica_prompt_tokens_cached_total", "counter", "Prompt tokens that were in the KV cache already.", s => s.CachedTokens),
        ("fincluster_replica_output_tokens_total", "counter", "Tokens that were generated.", s => s.GeneratedTokens),
        ("fincluster_replica_decode_calls_total", "counter", "Calls of the model.", s => s.DecodeCalls),
        ("fincluster_replica_decode_seconds_total", "counter", "Time inside the model.", s => s.DecodeSeconds),
        ("fincluster_replica_busy_seconds_total", "counter", "Time in which the engine's thread had work.", s => s.BusySeconds),
    ];

    /// <summary>Gets the names of all metrics.</summary>
    public static IEnumerable<string> Names => All.Select(metric => metric.Name);

    /// <summary>Writes the counters of all replicas that answered.</summary>
    public static void Write(StringBuilder text, IReadOnlyList<NodeStatus> nodes)
    {
        (string Labels, Statistics Statistics)[] replicas = [.. nodes
            .SelectMany(node => node.Replicas.Where(replica => replica.Statistics is not null).Select(replica => (
                PrometheusText.Labels([new("node", node.Id), new("model", replica.Model.Name)]), replica.Statistics)))];
        if (replicas.Length == 0)
        {
            return;
        }

        foreach ((string name, string kind, string help, Func<Statistics, double> value) in All)
        {
            PrometheusText.Head(text, name, kind, help);
            foreach ((string labels, Statistics statistics) in replicas)
            {
                PrometheusText.Sample(text, name, labels, value(statistics));
            }
        }
    }
}
