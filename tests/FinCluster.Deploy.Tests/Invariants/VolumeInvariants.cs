using System.Globalization;
using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>Under a read-only root, whatever is read or written is mounted.</summary>
internal static class VolumeInvariants
{
    private static readonly string[] Written = ["--artifacts", "--data"];
    private static readonly string[] Read = ["--plan", "--calendar", "--admin-key-file", "--model", "--adapter"];

    // Where the image has its own files.
    private const string Image = "/opt/fincluster/";

    public static IEnumerable<string> MountsHaveVolumes(RenderedChart chart)
    {
        foreach (Workload workload in chart.Workloads)
        {
            string[] volumes =
            [
                .. workload.Pod.ItemsAt("volumes").Select(volume => volume.TextAt("name")!),
                .. workload.Manifest.Object.ItemsAt("spec.volumeClaimTemplates").Select(claim => claim.TextAt("metadata.name")!),
            ];
            string[] mounts = [.. workload.AllContainers.SelectMany(container => container.ItemsAt("volumeMounts")).Select(mount => mount.TextAt("name")!)];
            if (volumes.Distinct().Count() != volumes.Length || !volumes.Order().SequenceEqual(mounts.Distinct().Order()))
            {
                yield return $"{workload} has the volumes {string.Join(", ", volumes)} and mounts {string.Join(", ", mounts)}";
            }
        }
    }

    public static IEnumerable<string> PathsAreMounted(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers.Where(each => each.Component != "redis"))
        {
            JsonNode container = workload.Containers[0];
            foreach ((string option, string path) in Paths(workload))
            {
                JsonNode? mount = container.ItemsAt("volumeMounts").SingleOrDefault(each => IsUnder(path, each.TextAt("mountPath")!));
                bool isWritten = Written.Contains(option);
                if (mount is null ? isWritten || !path.StartsWith(Image, StringComparison.Ordinal) : isWritten && mount.TextAt("readOnly") == "true")
                {
                    yield return $"{workload}: {option} {path} is not mounted{(isWritten ? " for writing" : "")}";
                }
            }
        }
    }

    /// <summary>The program writes its temporary files, and what tools keep, into a volume.</summary>
    public static IEnumerable<string> TemporaryFilesHaveAPlace(RenderedChart chart) =>
        from workload in chart.Workloads
        where workload.Component != "redis"
        let container = workload.Containers[0]
        let mounts = container.ItemsAt("volumeMounts").Select(mount => mount.TextAt("mountPath")!).ToArray()
        let data = container.ItemsAt("env").SingleOrDefault(variable => variable.TextAt("name") == "FINCLUSTER_DATA").TextAt("value")
        where !mounts.Contains("/tmp") || data is null || !mounts.Any(mount => IsUnder(data, mount))
        select $"{workload} cannot write its temporary files";

    /// <summary>A node throws files away before its volume is full.</summary>
    public static IEnumerable<string> CachesFitTheirVolumes(RenderedChart chart)
    {
        foreach (Workload workload in chart.Servers.Where(each => each.Component == "node"))
        {
            JsonNode? claim = workload.Manifest.Object.ItemsAt("spec.volumeClaimTemplates").SingleOrDefault();
            string? size = claim?.TextAt("spec.resources.requests.storage")
                ?? workload.Pod.ItemsAt("volumes").Single(each => each.TextAt("name") == "cache").TextAt("emptyDir.sizeLimit");
            long used = long.Parse(workload.Option("--artifact-cache-size")!, CultureInfo.InvariantCulture) * 1024 * 1024;
            if (used >= Quantity.Parse(size!))
            {
                yield return $"{workload} fills {size} with {used} bytes";
            }
        }
    }

    private static bool IsUnder(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static IEnumerable<(string Option, string Path)> Paths(Workload workload)
    {
        IReadOnlyList<string> arguments = workload.Arguments;
        for (int i = 0; i + 1 < arguments.Count; i++)
        {
            if (Written.Contains(arguments[i]) || Read.Contains(arguments[i]))
            {
                foreach (string file in arguments[i + 1][(arguments[i + 1].IndexOf('=', StringComparison.Ordinal) + 1)..].Split(','))
                {
                    yield return (arguments[i], file.Split('@')[0]);
                }
            }
        }
    }
}
