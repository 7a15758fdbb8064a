using System.Collections.Concurrent;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Scaler.Tests.Control;

/// <summary>Replicas that are there when they are asked for, or a target that fails.</summary>
internal sealed class FakeScaleTarget : IScaleTarget
{
    private readonly ConcurrentDictionary<string, int> _replicas = new(StringComparer.Ordinal);

    /// <summary>Gets or sets what the target says instead of working.</summary>
    public volatile string? Failure;

    private long _sets;

    /// <summary>Gets how often replicas were asked for.</summary>
    public long Sets => Interlocked.Read(ref _sets);

    /// <summary>Gets how many replicas a pool is asked to have; null before the first time.</summary>
    public int? this[string pool] => _replicas.TryGetValue(pool, out int replicas) ? replicas : null;

    public ValueTask<int?> ReadAsync(PoolPlan pool, CancellationToken cancellationToken) =>
        Failure is { } failure ? throw new ScaleTargetException(failure) : ValueTask.FromResult(this[pool.Name]);

    public ValueTask SetAsync(PoolPlan pool, int replicas, CancellationToken cancellationToken)
    {
        _replicas[pool.Name] = replicas;
        Interlocked.Increment(ref _sets);
        return default;
    }
}
