using System.Globalization;
using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>What a process is told to open, what its container says, and what probes ask are the same.</summary>
internal static class PortInvariants
{
    private static readonly Dictionary<string, string[]> Pages = new()
    {
        ["gateway"] = ["/health"],
        ["scaler"] = ["/health/live", "/health/ready"],
    };

    public static IEnumerable<string> ContainersOpenTheirPorts(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers.Where(each => each.Component != "redis"))
        {
            Dictionary<string, int> told = [];
            foreach (string name in (string[])["http", "grpc", "silo"])
            {
                if (workload.Option("--" + name) is { } address)
                {
                    told[name] = PortOf(address);
                }
            }

            if (!told.OrderBy(port => port.Key).SequenceEqual(workload.Ports.OrderBy(port => port.Key)))
            {
                yield return $"{workload} opens {string.Join(", ", told)} and says {string.Join(", ", workload.Ports)}";
            }

            if (told.Values.Distinct().Count() != told.Count)
            {
                yield return $"{workload} opens a port twice";
            }
        }
    }

    /// <summary>Whoever serves others listens on every interface of its pod.</summary>
    public static IEnumerable<string> ServersListenForOthers(RenderedChart chart) =>
        from workload in chart.Servers
        from option in (string[])["--http", "--grpc"]
        let address = workload.Option(option)
        where address is not null && !address.StartsWith("0.0.0.0:", StringComparison.Ordinal) && !address.StartsWith("[::]:", StringComparison.Ordinal)
        select $"{workload} listens on {address}";

    /// <summary>Gateways reach a node, and silos each other, at the pod's address and the port that is open.</summary>
    public static IEnumerable<string> AdvertisedAddressesAreOpen(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers.Where(each => each.Component != "redis"))
        {
            foreach (string option in (string[])["--advertise", "--silo"])
            {
                if (workload.Option(option) is { } address
                    && (!address.Contains("$(POD_IP)", StringComparison.Ordinal) || !workload.Ports.ContainsValue(PortOf(address))))
                {
                    yield return $"{workload} is reached at {address}";
                }
            }

            bool isOrleans = workload.Option("--cluster")!.StartsWith("orleans+", StringComparison.Ordinal);
            if (isOrleans != workload.Option("--silo") is not null || (workload.Component == "node" && workload.Option("--advertise") is null))
            {
                yield return $"{workload} does not say where it is reached";
            }
        }
    }

    public static IEnumerable<string> ProbesAskWhatIsThere(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers)
        {
            foreach (string name in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            {
                JsonNode probe = workload.Containers[0].At(name)!;
                bool isRight = workload.Component switch
                {
                    "redis" => probe.TextsAt("exec.command") is ["redis-cli", "ping"],
                    _ when probe.At("grpc") is not null =>
                        workload.Ports["grpc"] == probe.NumberAt("grpc.port") && probe.TextAt("grpc.service") == HealthService(workload, name),
                    _ => Pages.GetValueOrDefault(workload.Component, []).Contains(probe.TextAt("httpGet.path")) && probe.TextAt("httpGet.port") == "http",
                };
                if (!isRight)
                {
                    yield return $"{workload}: the {name} asks {probe.ToJsonString()}";
                }

                if (name == "livenessProbe" && probe.TextAt("httpGet.path") == "/health")
                {
                    yield return $"{workload} is killed when no node is there";
                }
            }
        }
    }

    // A node says for itself whether it takes work; "" is whether it lives.
    private static string? HealthService(Workload workload, string probe) =>
        workload.Component == "node" && probe == "readinessProbe" ? "ready" : null;

    private static int PortOf(string address) => int.Parse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
}
