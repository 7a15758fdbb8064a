using System.Text.Json.Nodes;

namespace FinCluster.Deploy.Tests.Charts;

/// <summary>An object that the chart makes.</summary>
/// <param name="Source">The template that it comes from.</param>
/// <param name="Object">The object.</param>
internal sealed record Manifest(string Source, JsonNode Object)
{
    public string Kind => Object.TextAt("kind")!;

    public string Name => Object.TextAt("metadata.name")!;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}
