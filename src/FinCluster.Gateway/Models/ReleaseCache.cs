using System.Collections.Concurrent;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Models;

/// <summary>What is made of the files that releases bring, each once. Thread-safe.</summary>
/// <remarks>What nobody has asked for in ten minutes is forgotten when the next one is made, so that releases of the past take no memory.</remarks>
/// <param name="what">What the files are, for errors.</param>
/// <param name="time">The clock.</param>
internal sealed class ReleaseCache<TKey, TValue>(string what, TimeProvider time)
    where TKey : notnull
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();

    /// <summary>Finds what was made, or makes it. The first request for it waits until it is there, as do those that come meanwhile.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="file">The file that it is made of.</param>
    /// <param name="state">What <paramref name="make"/> needs.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="cancellationToken">Ends the wait, and not the making.</param>
    /// <exception cref="RequestException">The file cannot be used, so nothing may be answered by that release.</exception>
    public async ValueTask<TValue> OfAsync<TState>(TKey key, ArtifactHash file, TState state, Func<TState, Task<TValue>> make, CancellationToken cancellationToken)
    {
        Entry entry = _entries.GetOrAdd(
            key, static (wanted, own) => new Entry(new Lazy<Task<TValue>>(() => own.Cache.MakeAsync(wanted, own.State, own.Make))), (Cache: this, State: state, Make: make));
        Volatile.Write(ref entry.UsedAt, time.GetTimestamp());
        try
        {
            return await entry.Value.Value.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (ReleaseFiles.IsUnusable(e))
        {
            // The file may come, or the disk may get well; a file that is wrong stays so.
            _entries.TryRemove(new KeyValuePair<TKey, Entry>(key, entry));
            throw ReleaseFiles.Unavailable(what, file, e);
        }
    }

    // Not on the thread of the request that happens to be the first: a large file takes seconds.
    private Task<TValue> MakeAsync<TState>(TKey key, TState state, Func<TState, Task<TValue>> make) => Task.Run(() =>
    {
        foreach (KeyValuePair<TKey, Entry> other in _entries)
        {
            if (!other.Key.Equals(key) && time.GetElapsedTime(Volatile.Read(ref other.Value.UsedAt)) >= Idle)
            {
                _entries.TryRemove(other);
            }
        }

        return make(state);
    });

    private sealed class Entry(Lazy<Task<TValue>> value)
    {
        public long UsedAt;

        public Lazy<Task<TValue>> Value { get; } = value;
    }
}
