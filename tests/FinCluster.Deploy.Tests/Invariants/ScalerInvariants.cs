using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>The scaler's plan, KEDA and the pools mean the same things.</summary>
internal static class ScalerInvariants
{
    private static readonly string[] Fields =
    [
        "costPerHour", "drainSeconds", "kubernetes", "maxReplicas", "minReplicas", "model", "name", "startSeconds", "tokensPerSecond", "ttftSeconds",
        "venues", "warmReplicas",
    ];

    /// <summary>Gets the pools of the plan; none when there is no scaler.</summary>
    public static IReadOnlyList<JsonNode> PoolsOf(RenderedChart chart) =>
        chart.OfKind("ConfigMap").SingleOrDefault(each => each.Object.At("data") is JsonObject data && data.ContainsKey("plan.json")) is { } map
            ? JsonNode.Parse(((JsonObject)map.Object.At("data")!)["plan.json"]!.ToString()).ItemsAt("pools")
            : [];

    public static IEnumerable<string> PlanDescribesThePools(RenderedChart chart)
    {
        foreach (JsonNode pool in PoolsOf(chart))
        {
            string name = pool.TextAt("name")!;
            if (!((JsonObject)pool).Select(pair => pair.Key).Order(StringComparer.Ordinal).SequenceEqual(Fields))
            {
                yield return $"pool {name} has the fields {pool.ToJsonString()}";
            }

            Workload? set = chart.Servers.SingleOrDefault(
                each => each.Manifest.Kind == pool.TextAt("kubernetes.kind") && each.Manifest.Name == pool.TextAt("kubernetes.name")
                    && each.Manifest.Object.TextAt("metadata.namespace") == pool.TextAt("kubernetes.namespace") && each.Labels["fincluster/pool"] == name);
            if (set?.Option("--drain-timeout") != pool.TextAt("drainSeconds"))
            {
                yield return $"pool {name} is no StatefulSet that drains in {pool.TextAt("drainSeconds")} s";
            }

            if (pool.NumberAt("minReplicas") > pool.NumberAt("maxReplicas"))
            {
                yield return $"pool {name} has fewer at most than at least";
            }
        }
    }

    /// <summary>There is a plan exactly when there is a scaler, which reads it and, for KEDA, decides nothing itself.</summary>
    public static IEnumerable<string> ScalerReadsThePlan(RenderedChart chart)
    {
        Workload? scaler = chart.Servers.SingleOrDefault(each => each.Component == "scaler");
        if (scaler is null != (PoolsOf(chart).Count == 0))
        {
            yield return "a scaler without a plan, or a plan without a scaler";
        }

        if (scaler is not null)
        {
            JsonNode? mount = scaler.Containers[0].ItemsAt("volumeMounts")
                .SingleOrDefault(each => scaler.Option("--plan") == each.TextAt("mountPath") + "/plan.json");
            string? map = scaler.Pod.ItemsAt("volumes").SingleOrDefault(each => each.TextAt("name") == mount.TextAt("name")).TextAt("configMap.name");
            if (!chart.OfKind("ConfigMap").Any(each => each.Name == map))
            {
                yield return $"the scaler reads {scaler.Option("--plan")}, which is not the plan";
            }

            if (scaler.Option("--target") == "kubernetes" && chart.OfKind("ScaledObject").Any())
            {
                yield return "KEDA and the scaler set the same sizes";
            }
        }
    }

    /// <summary>Each ScaledObject asks the scaler's gRPC port about a pool of the plan, within the plan's limits.</summary>
    public static IEnumerable<string> KedaAsksTheScaler(RenderedChart chart)
    {
        Manifest[] objects = [.. chart.OfKind("ScaledObject")];
        IReadOnlyList<JsonNode> pools = PoolsOf(chart);
        bool isKeda = chart.Values == "keda";
        if (objects.Length != (isKeda ? pools.Count : 0))
        {
            yield return $"{objects.Length} ScaledObjects for {pools.Count} pools";
        }

        foreach (Manifest each in objects)
        {
            JsonNode trigger = each.Object.ItemsAt("spec.triggers").Single();
            JsonNode? pool = pools.SingleOrDefault(pool => pool.TextAt("name") == trigger.TextAt("metadata.pool"));
            Manifest? service = chart.OfKind("Service").SingleOrDefault(
                service => trigger.TextAt("metadata.scalerAddress") == $"{service.Name}.{service.Object.TextAt("metadata.namespace")}.svc:{GrpcPort(service)}");
            bool isRight = trigger.TextAt("type") == "external"
                && service?.Object.MapAt("spec.selector").GetValueOrDefault("app.kubernetes.io/component") == "scaler"
                && pool.TextAt("kubernetes.name") == each.Object.TextAt("spec.scaleTargetRef.name")
                && pool.TextAt("kubernetes.kind") == each.Object.TextAt("spec.scaleTargetRef.kind")
                && pool.NumberAt("minReplicas") == each.Object.NumberAt("spec.minReplicaCount")
                && pool.NumberAt("maxReplicas") == each.Object.NumberAt("spec.maxReplicaCount");
            if (!isRight)
            {
                yield return $"{each} is not what the plan says: {each.Object.At("spec")!.ToJsonString()}";
            }
        }
    }

    private static int? GrpcPort(Manifest service) =>
        service.Object.ItemsAt("spec.ports").SingleOrDefault(port => port.TextAt("name") == "grpc").NumberAt("port");
}
