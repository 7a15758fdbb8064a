using System.Globalization;
using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>A pod that ends has the time that its answers need.</summary>
internal static class DrainInvariants
{
    // What a server may still take after the last answer was cut short, and the signal's way to it.
    private const int CloseSeconds = 10;

    /// <summary>The kubelet kills a pod only after the wait before the signal and the drain.</summary>
    public static IEnumerable<string> GraceIsLongerThanDrain(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers)
        {
            int drain = int.Parse(workload.Option("--drain-timeout") ?? "0", CultureInfo.InvariantCulture);
            int wait = int.Parse(workload.Containers[0].TextsAt("lifecycle.preStop.exec.command").ElementAtOrDefault(1) ?? "0", CultureInfo.InvariantCulture);
            int? grace = workload.Pod.NumberAt("terminationGracePeriodSeconds");
            if (grace is null || grace < wait + drain + CloseSeconds)
            {
                yield return $"{workload} has {grace} s for a wait of {wait} s and a drain of {drain} s";
            }

            if (workload.Component is "gateway" or "node" && workload.Option("--drain-timeout") is null)
            {
                yield return $"{workload} does not say how long it drains";
            }
        }
    }

    /// <summary>A gateway refuses what is new from the signal on, so it gets that after Services have taken it off their lists.</summary>
    public static IEnumerable<string> GatewaysWaitForServices(RenderedChart chart) =>
        from workload in chart.Servers
        where workload.Component == "gateway" && workload.Containers[0].TextsAt("lifecycle.preStop.exec.command") is not ["sleep", _]
        select $"{workload} is signalled at once";

    /// <summary>A node that an administrator drains reports NOT_SERVING until it ends; that must not get it killed.</summary>
    public static IEnumerable<string> LivenessOutlastsDrain(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers.Where(each => each.Option("--drain-timeout") is not null))
        {
            int patience = LivenessPatience(workload);
            int drain = int.Parse(workload.Option("--drain-timeout")!, CultureInfo.InvariantCulture);
            if (workload.Component == "node" && patience <= drain)
            {
                yield return $"{workload} is killed after {patience} s of a drain of {drain} s";
            }
        }
    }

    /// <summary>A node whose model gives no token for a while is out of use at once, and killed only if none comes for as long again.</summary>
    public static IEnumerable<string> LivenessOutlastsAStall(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers.Where(each => each.Component == "node"))
        {
            int? stall = workload.Option("--stall-limit") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) / 1000 : null;
            if (stall is null || LivenessPatience(workload) <= stall)
            {
                yield return $"{workload} is killed after {LivenessPatience(workload)} s of a stall that may take {stall} s";
            }
        }
    }

    private static int LivenessPatience(Workload workload)
    {
        JsonNode probe = workload.Containers[0].At("livenessProbe")!;
        return probe.NumberAt("periodSeconds")!.Value * probe.NumberAt("failureThreshold")!.Value;
    }
}
