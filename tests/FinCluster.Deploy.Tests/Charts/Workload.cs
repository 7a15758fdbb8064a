using System.Text.Json.Nodes;

namespace FinCluster.Deploy.Tests.Charts;

/// <summary>A manifest that has pods: a Deployment, a StatefulSet, or a Pod itself.</summary>
internal sealed record Workload(Manifest Manifest)
{
    private JsonNode Template => Manifest.Kind == "Pod" ? Manifest.Object : Manifest.Object.At("spec.template")!;

    /// <summary>Gets a value indicating whether it serves, unlike a pod that only runs once.</summary>
    public bool IsServer => Manifest.Kind != "Pod";

    public JsonNode Pod => Template.At("spec")!;

    public Dictionary<string, string> Labels => Template.MapAt("metadata.labels");

    public string Component => Labels["app.kubernetes.io/component"];

    /// <summary>Gets the containers that run while the pod does.</summary>
    public IReadOnlyList<JsonNode> Containers => Pod.ItemsAt("containers");

    public IReadOnlyList<JsonNode> AllContainers => [.. Containers, .. Pod.ItemsAt("initContainers")];

    public IReadOnlyList<string> Arguments => Containers[0].TextsAt("args");

    /// <summary>Finds what stands behind an option; null when the option is not given.</summary>
    public string? Option(string name)
    {
        int index = Arguments.ToList().IndexOf(name);
        return index >= 0 && index + 1 < Arguments.Count ? Arguments[index + 1] : null;
    }

    /// <summary>Gets the ports that the container says it opens, by their names.</summary>
    public Dictionary<string, int> Ports =>
        Containers[0].ItemsAt("ports").ToDictionary(port => port.TextAt("name")!, port => port.NumberAt("containerPort")!.Value);

    /// <inheritdoc/>
    public override string ToString() => Manifest.ToString();
}
