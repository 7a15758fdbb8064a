using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Node.Service;

/// <summary>The engines of a node, by the name of their model. Owns them. Thread-safe.</summary>
/// <remarks>
/// Readers take an immutable table from one volatile field. Replicas come and go under the lock, which also guards the counts of their users, so that
/// nobody begins to use one that has been taken out.
/// </remarks>
public sealed class ReplicaSet : IAsyncDisposable
{
    // Gateways that have not heard yet that a replica has gone. More than a node loads and unloads in that time.
    private const int MaxGone = 1_024;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly List<Task> _leaving = [];
    private volatile ImmutableSortedDictionary<string, Replica> _replicas = ImmutableSortedDictionary.Create<string, Replica>(StringComparer.Ordinal);

    /// <summary>Takes over engines.</summary>
    /// <exception cref="ArgumentException">Two of them have the same model name.</exception>
    public ReplicaSet(IEnumerable<IInferenceEngine> engines)
    {
        foreach (IInferenceEngine engine in engines)
        {
            Add(engine);
        }
    }

    /// <summary>Raised when a replica has come or gone, on the thread that did it. Handlers must be quick and must not throw.</summary>
    public event Action? Changed;

    /// <summary>Gets the engines that take requests, in the order of their names.</summary>
    public IEnumerable<IInferenceEngine> All => _replicas.Values.Select(replica => replica.Engine);

    /// <summary>Finds the engine of a model; null when there is none that takes requests.</summary>
    public IInferenceEngine? Find(string model) => _replicas.GetValueOrDefault(model)?.Engine;

    /// <summary>Takes over an engine, which gets requests from now on.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void Add(IInferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        lock (_gate)
        {
            _replicas = _replicas.Add(engine.Model.Name, new Replica(engine));
            _gone.Remove(engine.Model.Name);
        }

        Changed?.Invoke();
    }

    /// <summary>Begins to use the engine of a model; it stays until the result is disposed, or its time is up.</summary>
    /// <exception cref="RequestException">No engine here serves it.</exception>
    public ReplicaUse Use(string model)
    {
        lock (_gate)
        {
            if (_replicas.TryGetValue(model, out Replica? replica))
            {
                replica.Users++;
                return new ReplicaUse(replica.Engine, () => Release(replica));
            }

            // Whoever asks had not heard yet; another node may have it.
            throw _gone.Contains(model)
                ? new RequestException(ErrorCode.ShuttingDown, $"this node has unloaded '{model}'")
                : new RequestException(ErrorCode.ModelNotFound, $"this node has no model '{model}'", "model");
        }
    }

    /// <summary>Begins to use an engine that nobody else uses; null when somebody does, or it takes no requests any more.</summary>
    public ReplicaUse? TryUseIdle(IInferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        lock (_gate)
        {
            if (_replicas.GetValueOrDefault(engine.Model.Name) is not { Users: 0 } replica || replica.Engine != engine)
            {
                return null;
            }

            replica.Users++;
            return new ReplicaUse(engine, () => Release(replica));
        }
    }

    /// <summary>Takes an engine out: it gets nothing new, and is disposed when its requests have ended or their time is up.</summary>
    /// <param name="model">The name of its model.</param>
    /// <param name="drain">How long its requests have.</param>
    /// <param name="time">The clock.</param>
    /// <returns>A task that completes when the engine is disposed.</returns>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public Task RemoveAsync(string model, TimeSpan drain, TimeProvider time)
    {
        Task leaving;
        lock (_gate)
        {
            Replica replica = _replicas.GetValueOrDefault(model) ?? throw new ArgumentException($"there is no replica '{model}'", nameof(model));
            _replicas = _replicas.Remove(model);
            replica.IsLeaving = true;
            if (_gone.Count < MaxGone)
            {
                _gone.Add(model);
            }

            if (replica.Users == 0)
            {
                replica.Unused.SetResult();
            }

            leaving = LeaveAsync(replica, drain, time);
            _leaving.RemoveAll(task => task.IsCompletedSuccessfully);
            _leaving.Add(leaving);
        }

        Changed?.Invoke();
        return leaving;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task[] leaving;
        lock (_gate)
        {
            leaving = [.. _leaving];
        }

        await Task.WhenAll(leaving);
        foreach (Replica replica in Interlocked.Exchange(ref _replicas, _replicas.Clear()).Values)
        {
            await replica.Engine.DisposeAsync();
        }

        _ending.Dispose();
    }

    private async Task LeaveAsync(Replica replica, TimeSpan drain, TimeProvider time)
    {
        // Under the caller's lock nothing more than this may happen.
        await Task.Yield();
        try
        {
            await replica.Unused.Task.WaitAsync(drain, time, _ending.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // What still runs ends with the engine, in a way that gateways go on elsewhere with.
        }

        await replica.Engine.DisposeAsync();
    }

    private void Release(Replica replica)
    {
        lock (_gate)
        {
            if (--replica.Users == 0 && replica.IsLeaving)
            {
                replica.Unused.TrySetResult();
            }
        }
    }

    private sealed class Replica(IInferenceEngine engine)
    {
        public IInferenceEngine Engine => engine;

        public int Users { get; set; }

        public bool IsLeaving { get; set; }

        public TaskCompletionSource Unused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
