using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Replicas;

/// <summary>What a replica computes with: a base, the adapters on it and the chat template, whatever the replica is called.</summary>
/// <remarks>Replicas of the same content give the same answers, so a request may go to any of them.</remarks>
public readonly record struct ReplicaContent
{
    /// <summary>What the names of replicas begin with that are loaded for the catalog.</summary>
    public const string NamePrefix = "r-";

    private const int NameDigits = 32;

    private readonly string? _text;

    private ReplicaContent(string text) => _text = text;

    /// <summary>Gets the content as text: the base's hash, behind it each adapter's with its scale, and last the chat template's if it is not the base's own.</summary>
    public string Text => _text ?? "";

    /// <summary>Gets the name that a replica of this content is loaded under: the same on every node, and for every gateway.</summary>
    public string Name => NamePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..NameDigits];

    /// <summary>Gets the content of a replica that a node has.</summary>
    public static ReplicaContent Of(ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model.ContentHash, model.AdapterStack.Select(adapter => (adapter.ContentHash, adapter.Scale)), model.TemplateHash);
    }

    /// <summary>Gets the content that a release needs.</summary>
    public static ReplicaContent Of(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        return Of(release.Base.Value, AdaptersOf(release).Select(use => (use.Adapter.Value, (float)use.Scale)), release.ChatTemplate?.Value);
    }

    /// <summary>Gets the adapters of a release in the order in which they are put on the base.</summary>
    public static IEnumerable<AdapterUse> AdaptersOf(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        return new[] { release.Domain, release.Task }.OfType<AdapterUse>();
    }

    /// <summary>Says whether a replica was loaded for the catalog, so that the catalog decides when it goes.</summary>
    public static bool IsLoaded(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(NamePrefix, StringComparison.Ordinal) && name.Length == NamePrefix.Length + NameDigits;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Names of replicas are made of it, so what it is for a content never changes.
    private static ReplicaContent Of(string baseHash, IEnumerable<(string Hash, float Scale)> adapters, string? templateHash)
    {
        string weights = adapters.Aggregate(
            baseHash, (text, adapter) => string.Create(CultureInfo.InvariantCulture, $"{text}+{adapter.Hash}@{adapter.Scale:R}"));
        return new ReplicaContent(templateHash is null ? weights : $"{weights}#{templateHash}");
    }
}
