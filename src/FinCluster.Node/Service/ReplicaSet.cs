using System.Collections.Frozen;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Node.Service;

/// <summary>The engines of a node, by the name of their model. Owns them. Thread-safe.</summary>
public sealed class ReplicaSet : IAsyncDisposable
{
    private readonly FrozenDictionary<string, IInferenceEngine> _engines;

    /// <summary>Takes over engines.</summary>
    /// <exception cref="ArgumentException">Two of them have the same model name.</exception>
    public ReplicaSet(IEnumerable<IInferenceEngine> engines)
    {
        _engines = engines.ToDictionary(engine => engine.Model.Name, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Gets the engines.</summary>
    public IReadOnlyCollection<IInferenceEngine> All => _engines.Values;

    /// <summary>Finds the engine of a model.</summary>
    /// <exception cref="RequestException">No engine here serves it.</exception>
    public IInferenceEngine Get(string model) => _engines.GetValueOrDefault(model)
        ?? throw new RequestException(ErrorCode.ModelNotFound, $"this node has no model '{model}'", "model");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IInferenceEngine engine in _engines.Values)
        {
            await engine.DisposeAsync();
        }
    }
}
