using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>Network policies let through what is needed, and nothing else. They are worked out here as a network plugin does.</summary>
internal static class NetworkInvariants
{
    // The one set of values that turns policies off.
    private const string Without = "minimal";

    private static readonly Dictionary<string, string> Stranger = new() { ["app"] = "stranger" };

    /// <summary>Every workload is under a policy for both directions.</summary>
    public static IEnumerable<string> WorkloadsAreUnderAPolicy(RenderedChart chart) =>
        from workload in chart.Servers
        where chart.Values != Without && !((string[])["Ingress", "Egress"]).All(direction => PoliciesOf(chart, workload, direction).Any())
        select $"{workload} is open";

    /// <summary>Inside the release, two workloads reach each other at exactly the ports that they need.</summary>
    public static IEnumerable<string> WorkloadsReachWhatTheyNeed(RenderedChart chart)
    {
        if (chart.Values == Without)
        {
            yield break;
        }

        foreach (Workload to in chart.Servers)
        {
            IEnumerable<(string Name, int Port)> ports = to.Ports.Select(pair => (pair.Key, pair.Value));
            if (to.Ports.ContainsKey("silo"))
            {
                ports = ports.Append(("tool", 11112));
            }

            // A pod that runs once has no policy of its own: what anybody may scrape, it may.
            foreach (Workload from in chart.Workloads.Where(from => from.IsServer || to.Component != "scaler"))
            {
                foreach ((string name, int port) in ports)
                {
                    bool isAllowed = Allows(chart, from, "Egress", to.Labels, port) && Allows(chart, to, "Ingress", from.Labels, port);
                    if (isAllowed != IsNeeded(from.Component, to.Component, name))
                    {
                        yield return $"{from} {(isAllowed ? "reaches" : "does not reach")} {to} at {name} {port}";
                    }
                }
            }
        }
    }

    /// <summary>Strangers reach the gateways' doors and, where it is not said who scrapes or asks, the scaler's; when callers are named, nobody else.</summary>
    public static IEnumerable<string> StrangersReachTheGatewaysAlone(RenderedChart chart)
    {
        bool isNamed = chart.Values == "keda";
        return chart.Values == Without ? [] :
            from workload in chart.Servers
            from port in workload.Ports
            let isOpen = Allows(chart, workload, "Ingress", Stranger, port.Value)
            let isDoor = !isNamed && (workload.Component == "gateway" ? port.Key is "http" or "grpc" : workload.Component == "scaler" && port.Key == "http")
            where isOpen != isDoor
            select $"{workload} is {(isOpen ? "open to" : "closed for")} strangers at {port.Key}";
    }

    /// <summary>To the outside there is name resolution, a Redis that is not of the release, and the API server for the scaler that sets sizes.</summary>
    public static IEnumerable<string> NobodyCallsElsewhere(RenderedChart chart)
    {
        bool ownsRedis = chart.Servers.Any(each => each.Component == "redis");
        foreach (Workload workload in chart.Servers.Where(_ => chart.Values != Without))
        {
            int[] outside = [.. Rules(chart, workload, "Egress")
                .Where(rule => rule.ItemsAt("to").All(peer => peer.MapAt("podSelector.matchLabels").Count == 0))
                .SelectMany(PortsOf).Distinct().Order()];
            int[] needed = workload.Component switch
            {
                "redis" => [],
                "scaler" when workload.Option("--target") == "kubernetes" => [53, 443, RedisPort(chart)],
                _ => [53, .. ownsRedis ? (int[])[] : [RedisPort(chart)], .. CopyPort(workload)],
            };
            if (!outside.SequenceEqual(needed.Order()))
            {
                yield return $"{workload} reaches the ports {string.Join(", ", outside)} anywhere, and needs {string.Join(", ", needed)}";
            }
        }
    }

    // Where the audit log is copied to.
    private static int[] CopyPort(Workload workload) => workload.Option("--audit-copy-to") is { } to ? [new Uri(to).Port] : [];

    private static int RedisPort(RenderedChart chart) => chart.Values == "kubernetes" ? 6380 : 6379;

    private static bool IsNeeded(string from, string to, string port) => (from, to, port) switch
    {
        ("gateway" or "node" or "scaler", "redis", _) => true,
        ("gateway" or "node" or "scaler", "gateway" or "node" or "scaler", "silo" or "tool") => true,
        ("gateway" or "node" or "scaler", "node", "grpc") => true,
        ("node", "gateway", "grpc") => true,
        ("test", "gateway", "http" or "grpc") => true,
        _ => false,
    };

    private static IEnumerable<Manifest> PoliciesOf(RenderedChart chart, Workload workload, string direction) =>
        chart.OfKind("NetworkPolicy").Where(each =>
            each.Object.TextsAt("spec.policyTypes").Contains(direction) && each.Object.MapAt("spec.podSelector.matchLabels").Selects(workload.Labels));

    private static IEnumerable<JsonNode> Rules(RenderedChart chart, Workload workload, string direction) =>
        PoliciesOf(chart, workload, direction).SelectMany(policy => policy.Object.ItemsAt(direction == "Egress" ? "spec.egress" : "spec.ingress"));

    // A pod under no policy is free; under policies, one rule must let it through. A rule without peers means everybody.
    private static bool Allows(RenderedChart chart, Workload workload, string direction, Dictionary<string, string> peer, int port) =>
        !PoliciesOf(chart, workload, direction).Any()
        || Rules(chart, workload, direction).Any(rule =>
            PortsOf(rule).Contains(port)
            && (rule.ItemsAt(direction == "Egress" ? "to" : "from") is not { Count: > 0 } peers || peers.Any(each => Matches(each, peer))));

    private static IEnumerable<int> PortsOf(JsonNode rule) => rule.ItemsAt("ports").Select(port => port.NumberAt("port")!.Value);

    // Peers that name namespaces or addresses are outside the release.
    private static bool Matches(JsonNode peer, Dictionary<string, string> labels) =>
        peer.At("podSelector") is not null && peer.At("namespaceSelector") is null
        && peer.MapAt("podSelector.matchLabels").Selects(labels)
        && peer.ItemsAt("podSelector.matchExpressions").All(expression =>
            expression.TextAt("operator") == "In" && labels.TryGetValue(expression.TextAt("key")!, out string? value)
            && expression.TextsAt("values").Contains(value));
}
