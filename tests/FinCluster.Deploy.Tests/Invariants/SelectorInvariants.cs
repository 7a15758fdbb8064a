using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>Whatever chooses pods by labels chooses the pods that it is meant for.</summary>
internal static class SelectorInvariants
{
    /// <summary>A workload finds its own pods by its selector, and those of no other workload.</summary>
    public static IEnumerable<string> WorkloadsFindTheirPods(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers)
        {
            Dictionary<string, string> selector = workload.Manifest.Object.MapAt("spec.selector.matchLabels");
            string[] found = [.. chart.Workloads.Where(other => selector.Selects(other.Labels)).Select(other => other.ToString())];
            if (found is not [string only] || only != workload.ToString())
            {
                yield return $"{workload} selects {string.Join(", ", found)}";
            }

            foreach (string label in (string[])["app.kubernetes.io/version", "helm.sh/chart"])
            {
                if (selector.ContainsKey(label))
                {
                    yield return $"{workload} selects by {label}, which an upgrade changes and a selector cannot follow";
                }
            }
        }
    }

    /// <summary>A Service has pods of one workload behind it, and its ports are ports of their containers.</summary>
    public static IEnumerable<string> ServicesReachPorts(RenderedChart chart)
    {
        foreach (Manifest service in chart.OfKind("Service"))
        {
            Dictionary<string, string> selector = service.Object.MapAt("spec.selector");
            Workload[] behind = [.. chart.Servers.Where(workload => selector.Selects(workload.Labels))];
            if (behind is not [Workload workload])
            {
                yield return $"{service} has {behind.Length} workloads behind it";
                continue;
            }

            foreach (var port in service.Object.ItemsAt("spec.ports"))
            {
                if (!workload.Ports.TryGetValue(port.TextAt("targetPort")!, out int opened))
                {
                    yield return $"{service} leads to the port {port.TextAt("targetPort")}, which {workload} does not have";
                }
                else if (port.NumberAt("port") != opened)
                {
                    yield return $"{service} has {port.NumberAt("port")} for {opened} of {workload}";
                }
            }
        }
    }

    /// <summary>The Service that names a StatefulSet's pods is there and selects them.</summary>
    public static IEnumerable<string> StatefulSetsHaveTheirService(RenderedChart chart) =>
        from workload in chart.Servers
        where workload.Manifest.Kind == "StatefulSet"
        let name = workload.Manifest.Object.TextAt("spec.serviceName")
        let service = chart.OfKind("Service").SingleOrDefault(each => each.Name == name)
        where service is null || service.Object.TextAt("spec.clusterIP") != "None" || !service.Object.MapAt("spec.selector").Selects(workload.Labels)
        select $"{workload} has no headless Service {name}";

    /// <summary>Each workload has one disruption budget, which lets at least one of its pods go.</summary>
    public static IEnumerable<string> WorkloadsHaveABudget(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers)
        {
            Manifest[] budgets =
                [.. chart.OfKind("PodDisruptionBudget").Where(each => each.Object.MapAt("spec.selector.matchLabels").Selects(workload.Labels))];
            if (budgets is not [Manifest budget])
            {
                yield return $"{workload} has {budgets.Length} disruption budgets";
            }
            else if (budget.Object.TextAt("spec.maxUnavailable") == "0")
            {
                yield return $"{budget} lets no pod go, so no machine can be drained";
            }
        }
    }

    /// <summary>What spreads pods counts the pods of its own workload.</summary>
    public static IEnumerable<string> PodsAreSpread(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers)
        {
            var constraints = workload.Pod.ItemsAt("topologySpreadConstraints");
            if (!constraints.Any(each => each.TextAt("topologyKey") == "kubernetes.io/hostname"))
            {
                yield return $"{workload} may have all its pods on one machine";
            }

            if (constraints.Any(each => !each.MapAt("labelSelector.matchLabels").Selects(workload.Labels)))
            {
                yield return $"{workload} spreads by pods that are not its own";
            }
        }
    }

    /// <summary>A ServiceMonitor finds one Service, and the port that it names.</summary>
    public static IEnumerable<string> MonitorsFindServices(RenderedChart chart)
    {
        foreach (Manifest monitor in chart.OfKind("ServiceMonitor"))
        {
            Dictionary<string, string> selector = monitor.Object.MapAt("spec.selector.matchLabels");
            Manifest[] services = [.. chart.OfKind("Service").Where(each => selector.Selects(each.Object.MapAt("metadata.labels")))];
            if (services is not [Manifest service])
            {
                yield return $"{monitor} finds {services.Length} Services";
            }
            else if (service.Object.ItemsAt("spec.ports").All(port => port.TextAt("name") != monitor.Object.ItemsAt("spec.endpoints")[0].TextAt("port")))
            {
                yield return $"{monitor} scrapes a port that {service} does not have";
            }
        }
    }
}
