using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Client;

/// <summary>Ends a call when its caller cancels, its deadline passes or the call is disposed, and knows which it was.</summary>
internal sealed class CallLifetime : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _either;

    public CallLifetime(TimeSpan? timeout, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _deadline = timeout is { } delay ? GrpcTimeout.StartTimer(delay, time) : null;
        _either = _deadline is null
            ? CancellationTokenSource.CreateLinkedTokenSource(caller)
            : CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
    }

    public CancellationToken Token => _either.Token;

    public bool IsDeadlinePassed => _deadline is { IsCancellationRequested: true };

    /// <summary>Gives the exception for a call that was ended from this side; null when it was not.</summary>
    public Exception? Explain(Exception cause)
    {
        if (_caller.IsCancellationRequested)
        {
            return new OperationCanceledException("The call was cancelled by its caller.", cause, _caller);
        }

        return IsDeadlinePassed ? new GrpcException(GrpcStatus.DeadlineExceeded, "The deadline passed.", inner: cause) : null;
    }

    public void Dispose()
    {
        _either.Cancel();
        _either.Dispose();
        _deadline?.Dispose();
    }
}
