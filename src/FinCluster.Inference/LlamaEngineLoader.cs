using FinCluster.Inference.Adapters;
using FinCluster.Inference.Models;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference;

/// <summary>Starts an engine that shares nothing with others.</summary>
public static class LlamaEngineLoader
{
    /// <summary>Loads the native library and a model and starts its engine.</summary>
    /// <param name="options">What to load and how to compute it.</param>
    /// <param name="time">The clock of deadlines and statistics.</param>
    /// <param name="logger">Takes the engine's and libllama's log.</param>
    /// <param name="cancellationToken">Gives up between two steps of loading.</param>
    /// <exception cref="EngineStartException">The library or an option is not usable; the message says which and why.</exception>
    /// <exception cref="ModelFileException">The model file is not usable.</exception>
    public static Task<LlamaEngine> LoadAsync(
        LlamaEngineOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        new LlamaReplicaLoader(options, new AdapterLimits(), time, logger).LoadAsync(options, [], cancellationToken);
}
