using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>Pods can do what they need and nothing else: Kubernetes' "restricted" standard and a read-only root file system.</summary>
internal static class SecurityInvariants
{
    public static IEnumerable<string> PodsAreConfined(RenderedChart chart)
    {
        foreach (Workload workload in chart.Workloads)
        {
            JsonNode pod = workload.Pod;
            bool isConfined = pod.TextAt("securityContext.runAsNonRoot") == "true"
                && pod.NumberAt("securityContext.runAsUser") > 0
                && pod.TextAt("securityContext.seccompProfile.type") == "RuntimeDefault";
            if (!isConfined)
            {
                yield return $"{workload} may run as root, or with every system call";
            }

            if (((string[])["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"]).Any(field => pod.TextAt(field) == "true"))
            {
                yield return $"{workload} shares a namespace";
            }

            if (pod.ItemsAt("volumes").Any(volume => volume.At("hostPath") is not null))
            {
                yield return $"{workload} mounts a folder of the machine";
            }
        }
    }

    public static IEnumerable<string> ContainersAreConfined(RenderedChart chart)
    {
        foreach (Workload workload in chart.Workloads)
        {
            foreach (JsonNode container in workload.AllContainers)
            {
                JsonNode? security = container.At("securityContext");
                bool isConfined = security.TextAt("allowPrivilegeEscalation") == "false"
                    && security.TextAt("privileged") is null or "false"
                    && security.TextAt("readOnlyRootFilesystem") == "true"
                    && security.TextAt("runAsNonRoot") == "true"
                    && security.TextsAt("capabilities.drop") is ["ALL"]
                    && security.TextsAt("capabilities.add") is [];
                if (!isConfined)
                {
                    yield return $"{workload} has a container that may do too much: {security}";
                }
            }
        }
    }

    public static IEnumerable<string> ContainersHaveResources(RenderedChart chart) =>
        from workload in chart.Workloads
        from container in workload.AllContainers
        from path in (string[])["requests.cpu", "requests.memory", "limits.memory"]
        where container.At("resources." + path) is null
        select $"{workload} has no resources.{path}";

    public static IEnumerable<string> ServersHaveProbes(RenderedChart chart) =>
        from workload in chart.Servers
        from container in workload.Containers
        from probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"]
        where container.At(probe) is null
        select $"{workload} has no {probe}";

    /// <summary>An image has a version or a digest.</summary>
    public static IEnumerable<string> ImagesHaveVersions(RenderedChart chart) =>
        from workload in chart.Workloads
        from container in workload.AllContainers
        let image = container.TextAt("image")!
        let tag = image[(image.LastIndexOf('/') + 1)..].Split('@', ':').ElementAtOrDefault(1)
        where string.IsNullOrEmpty(tag) || tag == "latest"
        select $"{workload} runs {image}";

    /// <summary>A password does not stand in an argument or a variable; it comes from a Secret.</summary>
    public static IEnumerable<string> PasswordsAreInSecrets(RenderedChart chart) =>
        from workload in chart.Workloads
        from container in workload.AllContainers
        from text in container.TextsAt("args").Concat(container.ItemsAt("env").Select(variable => variable.TextAt("value") ?? ""))
        where text.Contains("://", StringComparison.Ordinal) && text.Contains('@', StringComparison.Ordinal)
        select $"{workload} shows {text}";

    /// <summary>Every role has an account of its own; only the scaler that sets sizes itself may talk to the API server.</summary>
    public static IEnumerable<string> AccountsAreThere(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers)
        {
            string? account = workload.Pod.TextAt("serviceAccountName");
            if (chart.OfKind("ServiceAccount").All(each => each.Name != account))
            {
                yield return $"{workload} runs as {account}, which is not there";
            }
        }

        foreach (Workload workload in chart.Workloads)
        {
            bool hasToken = workload.Pod.TextAt("automountServiceAccountToken") != "false";
            if (hasToken != (workload.Option("--target") == "kubernetes"))
            {
                yield return $"{workload} {(hasToken ? "has a token that it does not need" : "has no token")}";
            }
        }
    }

    /// <summary>The scaler may read and change the size of its own pools, and nothing else.</summary>
    public static IEnumerable<string> RolesAreNarrow(RenderedChart chart)
    {
        bool isNeeded = chart.Servers.Any(workload => workload.Option("--target") == "kubernetes");
        if (chart.OfKind("Role").Any() != isNeeded || chart.OfKind("RoleBinding").Any() != isNeeded)
        {
            yield return isNeeded ? "the scaler has no Role" : "there is a Role that nobody needs";
        }

        foreach (Manifest role in chart.OfKind("Role"))
        {
            foreach (JsonNode rule in role.Object.ItemsAt("rules"))
            {
                bool isNarrow = rule.TextsAt("apiGroups") is ["apps"]
                    && rule.TextsAt("resources") is ["statefulsets/scale"]
                    && rule.TextsAt("verbs").Order().SequenceEqual(["get", "patch"])
                    && rule.TextsAt("resourceNames") is { Count: > 0 } names
                    && names.All(name => chart.OfKind("StatefulSet").Any(each => each.Name == name));
                if (!isNarrow)
                {
                    yield return $"{role} allows {rule.ToJsonString()}";
                }
            }
        }

        foreach (Manifest binding in chart.OfKind("RoleBinding"))
        {
            bool isRight = chart.OfKind("Role").Any(role => role.Name == binding.Object.TextAt("roleRef.name"))
                && chart.Servers.Any(each => each.Component == "scaler" && each.Pod.TextAt("serviceAccountName") == binding.Object.ItemsAt("subjects")[0].TextAt("name"));
            if (!isRight)
            {
                yield return $"{binding} binds something else than the scaler to its role";
            }
        }
    }
}
