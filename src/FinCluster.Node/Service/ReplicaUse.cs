using FinCluster.Core.Engine;

namespace FinCluster.Node.Service;

/// <summary>An engine that somebody uses, and that therefore stays.</summary>
/// <param name="engine">The engine.</param>
/// <param name="release">Ends the use.</param>
public sealed class ReplicaUse(IInferenceEngine engine, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Gets the engine.</summary>
    public IInferenceEngine Engine => engine;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
