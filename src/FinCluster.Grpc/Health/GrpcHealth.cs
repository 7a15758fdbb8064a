using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace FinCluster.Grpc.Health;

/// <summary>
/// The health of a host's services, by service name. The empty name is the whole server, which serves until told otherwise.
/// </summary>
/// <remarks>
/// Thread-safe. The statuses are one immutable snapshot; a change replaces it and wakes every watcher. A watcher sees the
/// newest status and may miss those in between.
/// </remarks>
public sealed class GrpcHealth
{
    private readonly Lock _gate = new();
    private Snapshot _current = new(ImmutableDictionary<string, GrpcServingStatus>.Empty.Add(string.Empty, GrpcServingStatus.Serving));

    /// <summary>Gets the status of every service that has one.</summary>
    public IReadOnlyDictionary<string, GrpcServingStatus> Statuses => Volatile.Read(ref _current).Statuses;

    /// <summary>Sets the status of a service. After <see cref="Shutdown"/> it changes nothing.</summary>
    /// <param name="service">Full name of the service; empty for the whole server.</param>
    /// <param name="status">Any status but <see cref="GrpcServingStatus.ServiceUnknown"/>, which means that there is none.</param>
    public void Set(string service, GrpcServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentOutOfRangeException.ThrowIfEqual(status, GrpcServingStatus.ServiceUnknown);
        lock (_gate)
        {
            if (!_current.IsFinal)
            {
                Replace_NeedsLock(new Snapshot(_current.Statuses.SetItem(service, status)));
            }
        }
    }

    /// <summary>Sets every service to <see cref="GrpcServingStatus.NotServing"/> for good. Watchers are told; their calls end.</summary>
    public void Shutdown()
    {
        lock (_gate)
        {
            Replace_NeedsLock(new Snapshot(
                _current.Statuses.ToImmutableDictionary(pair => pair.Key, _ => GrpcServingStatus.NotServing), isFinal: true));
        }
    }

    /// <summary>Finds the status of a service; <see cref="GrpcServingStatus.ServiceUnknown"/> when it has none.</summary>
    public GrpcServingStatus Get(string service) => Volatile.Read(ref _current).Get(service);

    /// <summary>Yields the status of a service now and at every change, until <see cref="Shutdown"/>.</summary>
    internal async IAsyncEnumerable<GrpcServingStatus> WatchAsync(
        string service, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        GrpcServingStatus? last = null;
        while (true)
        {
            Snapshot snapshot = Volatile.Read(ref _current);
            GrpcServingStatus status = snapshot.Get(service);
            if (status != last)
            {
                yield return status;
                last = status;
            }

            if (snapshot.IsFinal)
            {
                yield break;
            }

            await snapshot.Replaced.WaitAsync(cancellationToken);
        }
    }

    private void Replace_NeedsLock(Snapshot next)
    {
        Snapshot previous = _current;
        Volatile.Write(ref _current, next);
        previous.SetReplaced();
    }

    private sealed class Snapshot(ImmutableDictionary<string, GrpcServingStatus> statuses, bool isFinal = false)
    {
        private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ImmutableDictionary<string, GrpcServingStatus> Statuses { get; } = statuses;

        public bool IsFinal { get; } = isFinal;

        public Task Replaced => _replaced.Task;

        public GrpcServingStatus Get(string service) => Statuses.GetValueOrDefault(service, GrpcServingStatus.ServiceUnknown);

        public void SetReplaced() => _replaced.TrySetResult();
    }
}
