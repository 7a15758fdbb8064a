using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Simulation;

/// <summary>Starts simulated engines. Files count by their hashes alone: what is in them is never looked at. Thread-safe.</summary>
/// <param name="defaults">How replicas are simulated that are loaded at run time.</param>
/// <param name="time">The clock of the engines.</param>
/// <param name="logger">Is warned that these are no models.</param>
public sealed class SimulatedReplicaLoader(SimulatedEngineOptions defaults, TimeProvider time, ILogger logger) : IReplicaLoader
{
    /// <inheritdoc/>
    public bool HasBase(ArtifactHash hash) => hash.Value == defaults.EffectiveBaseHash;

    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ReplicaFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ReplicaSpec spec = files.Spec;
        await Task.Delay(defaults.LoadTime, time, cancellationToken);
        try
        {
            return new SimulatedEngine(
                defaults with
                {
                    ModelName = spec.Name,
                    BaseHash = spec.Base.Hash.Value,
                    Adapters = [.. spec.Adapters.Select(adapter => new AdapterInfo(adapter.Name, adapter.File.Hash.Value, adapter.Scale))],
                    TemplateHash = spec.Template?.Hash.Value,
                    ParallelSequences = spec.ParallelSequences ?? defaults.ParallelSequences,
                    ContextLength = spec.ContextLength ?? defaults.ContextLength,
                },
                time,
                logger);
        }
        catch (EngineStartException e)
        {
            throw new RequestException(ErrorCode.EngineFailed, e.Message, inner: e);
        }
    }
}
