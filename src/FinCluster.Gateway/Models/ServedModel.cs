using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Models;

/// <summary>The model of a request: what its caller calls it, and the replicas that compute it.</summary>
/// <param name="Name">The name that the caller knows.</param>
/// <param name="Replica">The replicas' model; requests are routed by its name.</param>
internal sealed record ServedModel(string Name, ModelInfo Replica)
{
    private const int FingerprintLength = 12;

    /// <summary>Gets the alias of the catalog that was named; null for a replica that was named itself.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the release that the alias pointed to; null for a replica that was named itself.</summary>
    public ArtifactHash? Release { get; init; }

    /// <summary>Gets the guard rules that the release brings; null for none.</summary>
    public ArtifactHash? GuardRules { get; init; }

    /// <summary>Gets the snapshot of what the release knows; null for none.</summary>
    public ArtifactHash? Knowledge { get; init; }

    /// <summary>Gets a value indicating whether the release is on trial.</summary>
    public bool IsCanary { get; init; }

    /// <summary>Gets how long the request was held because no node had the model; null when it was not, and is not counted as demand yet.</summary>
    public TimeSpan? Held { get; init; }

    /// <summary>Gets what changes when other weights, adapters, rules or knowledge answer.</summary>
    public string Fingerprint
    {
        get
        {
            string hash = Release?.Value ?? Replica.ContentHash;
            return hash[..Math.Min(FingerprintLength, hash.Length)];
        }
    }
}
