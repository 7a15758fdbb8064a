namespace FinCluster.Inference.Models;

/// <summary>A share of a model, from when it was taken until it is disposed.</summary>
/// <param name="shared">The model.</param>
/// <param name="release">Gives the share back.</param>
internal sealed class SharedModelLease(SharedModel shared, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Gets the model.</summary>
    public SharedModel Shared => shared;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
