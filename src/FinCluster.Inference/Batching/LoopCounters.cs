namespace FinCluster.Inference.Batching;

/// <summary>Numbers of the engine's thread for everybody else. The thread writes, anybody reads; each is read on its own.</summary>
internal sealed class LoopCounters
{
    private long _running;
    private long _paused;
    private long _queued;
    private long _queuedPromptTokens;
    private long _cachedCells;
    private long _pinnedCells;
    private long _prefilled;
    private long _cached;
    private long _generated;
    private long _decodeCalls;
    private long _decodeTicks;
    private long _busyTicks;
    private long _allocatedBytes;

    public long Running => Volatile.Read(ref _running);

    public long Paused => Volatile.Read(ref _paused);

    public long Queued => Volatile.Read(ref _queued);

    public long QueuedPromptTokens => Volatile.Read(ref _queuedPromptTokens);

    public long CachedCells => Volatile.Read(ref _cachedCells);

    public long PinnedCells => Volatile.Read(ref _pinnedCells);

    public long Prefilled => Volatile.Read(ref _prefilled);

    public long Cached => Volatile.Read(ref _cached);

    public long Generated => Volatile.Read(ref _generated);

    public long DecodeCalls => Volatile.Read(ref _decodeCalls);

    public long DecodeTicks => Volatile.Read(ref _decodeTicks);

    public long BusyTicks => Volatile.Read(ref _busyTicks);

    public long AllocatedBytes => Volatile.Read(ref _allocatedBytes);

    /// <summary>Takes a place in the queue, from any thread; false when <paramref name="limit"/> are taken.</summary>
    public bool TryEnqueue(int limit)
    {
        if (Interlocked.Increment(ref _queued) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _queued);
        return false;
    }

    /// <summary>Gives a place in the queue back.</summary>
    public void OnDequeued() => Interlocked.Decrement(ref _queued);

    public void OnPrefixFound(int cachedTokens) => Add(ref _cached, cachedTokens);

    /// <summary>Notes what runs before the model is called, so that a call that does not end is seen to have work.</summary>
    public void OnPlanned(int running, int paused)
    {
        Volatile.Write(ref _running, running);
        Volatile.Write(ref _paused, paused);
    }

    public void OnDecoded(long ticks, int prefilledTokens)
    {
        Add(ref _decodeTicks, ticks);
        Add(ref _decodeCalls, 1);
        Add(ref _prefilled, prefilledTokens);
    }

    public void OnGenerated(int tokens) => Add(ref _generated, tokens);

    public void OnStep(long ticks, int running, long queuedPromptTokens, (long Cached, long Pinned) cells)
    {
        Add(ref _busyTicks, ticks);
        Volatile.Write(ref _running, running);
        Volatile.Write(ref _queuedPromptTokens, queuedPromptTokens);
        Volatile.Write(ref _cachedCells, cells.Cached);
        Volatile.Write(ref _pinnedCells, cells.Pinned);
        Volatile.Write(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread());
    }

    // One writer: no interlocked instruction is needed, only that readers see whole numbers.
    private static void Add(ref long counter, long value) => Volatile.Write(ref counter, counter + value);
}
