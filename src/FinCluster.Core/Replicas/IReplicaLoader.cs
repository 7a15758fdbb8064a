using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Core.Replicas;

/// <summary>Starts engines while others serve.</summary>
/// <remarks>
/// Thread-safe. Engines over one base share its weights and nothing else; each is disposed by who had it loaded, and the weights go with the
/// last one.
/// </remarks>
public interface IReplicaLoader
{
    /// <summary>Says whether a base is in memory now, so that its file is not needed.</summary>
    bool HasBase(ArtifactHash hash);

    /// <summary>Starts the engine of a replica.</summary>
    /// <exception cref="RequestException">
    /// An adapter is refused, a file is not usable, or there is no room. Then nothing is left of it, and the other engines go on.
    /// </exception>
    Task<IInferenceEngine> LoadAsync(ReplicaFiles files, CancellationToken cancellationToken);
}
