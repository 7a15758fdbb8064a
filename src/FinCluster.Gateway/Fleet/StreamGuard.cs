using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Fleet;

/// <summary>Takes one call away from its node when that is suspected to be lost.</summary>
/// <remarks>
/// The call's own thread says what it hears; the suspicion clock decides. Disposed by the call; a decision that comes at the same
/// moment does no harm.
/// </remarks>
internal sealed class StreamGuard : IDisposable
{
    private readonly CancellationTokenSource _moving;
    private readonly Action<StreamGuard> _leave;
    private readonly TimeProvider _time;
    private long _lastEvent = long.MinValue;

    public StreamGuard(
        NodeId node, string model, TimeSpan patience, TimeProvider time, Action<StreamGuard> leave, CancellationToken call)
    {
        (Node, Model, Patience, _time, _leave) = (node, model, patience, time, leave);
        _moving = CancellationTokenSource.CreateLinkedTokenSource(call);
        Token = _moving.Token;
    }

    /// <summary>Gets the node that works on the call.</summary>
    public NodeId Node { get; }

    /// <summary>Gets the model that it is for.</summary>
    public string Model { get; }

    /// <summary>Gets how long the suspicion must last.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Gets the token that ends when the call does, or when it is taken away.</summary>
    public CancellationToken Token { get; }

    /// <summary>Gets a value indicating whether the call was taken away.</summary>
    public bool WasMoved { get; private set; }

    /// <summary>Notes that the node has sent something for this call: it lives.</summary>
    public void OnEvent() => Volatile.Write(ref _lastEvent, _time.GetTimestamp());

    /// <summary>Gets a value indicating whether the node has sent nothing for this call for so long.</summary>
    public bool IsSilentFor(TimeSpan time) =>
        Volatile.Read(ref _lastEvent) is var last && (last == long.MinValue || _time.GetElapsedTime(last) >= time);

    /// <summary>Takes the call away. What waits for the call goes on elsewhere, so that the suspicion clock is not held up.</summary>
    public void Move()
    {
        WasMoved = true;
        try
        {
            _moving.CancelAfter(TimeSpan.Zero);
        }
        catch (ObjectDisposedException)
        {
            // The call has just ended.
        }
    }

    public void Dispose()
    {
        _leave(this);
        _moving.Dispose();
    }
}
