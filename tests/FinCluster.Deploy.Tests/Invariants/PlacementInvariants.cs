using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>Pods are put where they can do their work.</summary>
internal static class PlacementInvariants
{
    /// <summary>Who runs the CUDA image has GPUs, and tolerates what keeps others off such machines; nobody else takes one.</summary>
    public static IEnumerable<string> GpusAreForCuda(RenderedChart chart)
    {
        foreach (Workload workload in chart.Workloads)
        {
            bool isCuda = workload.Containers[0].TextAt("image")!.EndsWith("-cuda", StringComparison.Ordinal);
            int gpus = (workload.Containers[0].At("resources.limits") as System.Text.Json.Nodes.JsonObject)?["nvidia.com/gpu"] is { } count ? count.GetValue<int>() : 0;
            bool isTolerant = workload.Pod.ItemsAt("tolerations").Any(each => each.TextAt("key") == "nvidia.com/gpu");
            if (isCuda != gpus > 0 || isCuda != isTolerant)
            {
                yield return $"{workload} has {gpus} GPUs";
            }
        }
    }

    /// <summary>Threads of a model spin, so a node's processors are its own.</summary>
    public static IEnumerable<string> NodesOwnTheirProcessors(RenderedChart chart) =>
        from workload in chart.Servers
        where workload.Component == "node"
        let resources = workload.Containers[0].At("resources")
        where resources.TextAt("limits.cpu") != resources.TextAt("requests.cpu") || resources.TextAt("limits.memory") != resources.TextAt("requests.memory")
        select $"{workload} shares its processors or memory";

    /// <summary>Who sizes a workload is one: its manifest, an autoscaler, or the scaler.</summary>
    public static IEnumerable<string> SizesHaveOneOwner(RenderedChart chart)
    {
        HashSet<string> scaled = [.. chart.OfKind("HorizontalPodAutoscaler").Select(each => each.Object.TextAt("spec.scaleTargetRef.name")!)];
        if (chart.Servers.SingleOrDefault(each => each.Component == "scaler") is { } scaler
            && (scaler.Option("--target") == "kubernetes" || chart.OfKind("ScaledObject").Any()))
        {
            scaled.UnionWith(ScalerInvariants.PoolsOf(chart).Select(pool => pool.TextAt("kubernetes.name")!));
        }

        return
            from workload in chart.Servers
            where workload.Manifest.Object.At("spec.replicas") is null != scaled.Contains(workload.Manifest.Name)
            select $"{workload} has {(scaled.Contains(workload.Manifest.Name) ? "two owners" : "no owner")} of its size";
    }

    public static IEnumerable<string> AutoscalersFindDeployments(RenderedChart chart) =>
        from autoscaler in chart.OfKind("HorizontalPodAutoscaler")
        where !chart.OfKind("Deployment").Any(each => each.Name == autoscaler.Object.TextAt("spec.scaleTargetRef.name"))
            || autoscaler.Object.NumberAt("spec.minReplicas") > autoscaler.Object.NumberAt("spec.maxReplicas")
        select $"{autoscaler} sizes nothing";
}
