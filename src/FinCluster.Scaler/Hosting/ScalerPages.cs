using System.Globalization;
using System.Text;
using FinCluster.Core.Metrics;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Scaler.Control;
using FinCluster.Scaler.Decisions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Scaler.Hosting;

/// <summary>What the scaler shows over HTTP: health, metrics, decisions.</summary>
internal sealed class ScalerPages(ScalerLoop loop, DecisionLog decisions, ScalerOptions options)
{
    private const int MostDecisions = 1000;
    private const int UsualDecisions = 100;

    private static readonly (string Name, string Help, Func<PoolPlan, PoolStatus, double?> Value)[] Gauges =
    [
        ("fincluster_scaler_replicas_desired", "Replicas that are asked for.", (_, status) => status.Desired),
        ("fincluster_scaler_replicas_ready", "Replicas that take requests.", (_, status) => status.Ready),
        ("fincluster_scaler_demand_tokens_per_second", "Output tokens that are asked for in a second.", (_, status) => status.Decision?.Input.TokensPerSecond),
        ("fincluster_scaler_expected_tokens_per_second", "Output tokens a second that the forecast has for now.", (_, status) => status.Decision?.Wish.ExpectedTokensPerSecond),
        ("fincluster_scaler_queued_tokens", "Output tokens of requests that wait.", (_, status) => status.Decision?.Input.QueuedTokens),
        ("fincluster_scaler_time_to_first_token_p99_seconds", "Time to the first token of 99 % of requests.", (_, status) => status.Decision?.Input.TtftP99),
        ("fincluster_scaler_start_seconds", "Start-up time of a replica that is counted on.", (_, status) => status.Decision?.Input.StartSeconds),
        ("fincluster_scaler_cost_per_hour", "What the replicas that are asked for cost in an hour.", (pool, status) => status.Desired * pool.CostPerHour),
        ("fincluster_scaler_target_in_trouble", "1 while the replicas cannot be moved.", (_, status) => status.Trouble is null ? 0 : 1),
        ("fincluster_scaler_calendar_unknown", "1 while the calendar does not reach so far and a full day is assumed.",
            (_, status) => status.Decision is { } decision ? decision.Wish.Warnings.IsEmpty ? 0 : 1 : null),
    ];

    /// <summary>Adds the pages to a host.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (RequestDelegate)(http => WriteAsync(http, StatusCodes.Status200OK, "text/plain", "ok\n")));
        routes.MapGet("/health/ready", (RequestDelegate)ReadyAsync);
        routes.MapGet("/metrics", (RequestDelegate)(http => WriteAsync(http, StatusCodes.Status200OK, PrometheusText.ContentType, Metrics())));
        routes.MapGet("/v1/scaling/decisions", (RequestDelegate)DecisionsAsync);
    }

    // Also one that does not lead answers KEDA, from what the leader notes.
    private Task ReadyAsync(HttpContext http) => loop.Status.Leader is { } leader
        ? WriteAsync(http, StatusCodes.Status200OK, "text/plain", $"{leader} leads\n")
        : WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "text/plain", "no leader is known\n");

    private Task DecisionsAsync(HttpContext http)
    {
        string? pool = http.Request.Query["pool"];
        if (pool is not null && loop.Status.Find(pool) is null)
        {
            return WriteAsync(http, StatusCodes.Status404NotFound, "text/plain", $"there is no pool '{pool}'\n");
        }

        string? text = http.Request.Query["limit"];
        int limit = UsualDecisions;
        if (text is not null && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostDecisions))
        {
            return WriteAsync(http, StatusCodes.Status400BadRequest, "text/plain", $"limit must be between 1 and {MostDecisions}\n");
        }

        return WriteAsync(
            http, StatusCodes.Status200OK, "application/jsonl; charset=utf-8", string.Concat(decisions.Newest(pool, limit).Select(line => line.ToJson() + "\n")));
    }

    private string Metrics()
    {
        ScalerStatus status = loop.Status;
        var text = new StringBuilder();
        ProcessMetrics.Write(text);
        PrometheusText.Head(text, "fincluster_scaler_leader", "gauge", "1 while this scaler leads.");
        PrometheusText.Sample(text, "fincluster_scaler_leader", labels: "", status.IsLeader ? 1 : 0);
        foreach ((string name, string help, Func<PoolPlan, PoolStatus, double?> value) in Gauges)
        {
            PrometheusText.Head(text, name, "gauge", help);
            foreach (PoolPlan pool in options.Plan.Pools)
            {
                if (status.Find(pool.Name) is { } one && value(pool, one) is { } number)
                {
                    PrometheusText.Sample(text, name, PrometheusText.Labels([new("pool", pool.Name)]), number);
                }
            }
        }

        PrometheusText.Head(text, "fincluster_scaler_changes_total", "counter", "Decisions that asked for another number of replicas.");
        foreach (PoolPlan pool in options.Plan.Pools)
        {
            foreach (bool isUp in (bool[])[true, false])
            {
                PrometheusText.Sample(
                    text,
                    "fincluster_scaler_changes_total",
                    PrometheusText.Labels([new("pool", pool.Name), new("direction", isUp ? "up" : "down")]),
                    decisions.CountOf(pool.Name, isUp));
            }
        }

        return text.ToString();
    }

    private static async Task WriteAsync(HttpContext http, int status, string type, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
