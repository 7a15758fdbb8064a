using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;

namespace FinCluster.Inference.KvCache;

/// <summary>Hands out the sequences of a context, preferring one that already holds the beginning of the prompt.</summary>
/// <remarks>
/// A sequence keeps its tokens when a request leaves it, so the next turn of the same conversation finds them. It loses
/// them when it is the least recently used one and a request needs a place. It belongs to the engine's thread.
/// </remarks>
internal sealed class KvSequencePool
{
    /// <summary>
    /// Copying a prefix copies the sequence's whole buffer, so a short one is computed again instead.
    /// </summary>
    public const int MinCopiedTokens = 64;

    private readonly IKvMemory _memory;
    private readonly KvSequence[] _sequences;
    private long _clock;

    public KvSequencePool(IKvMemory memory, int sequences, int capacity, PrefixLedger prefixes)
    {
        _memory = memory;
        _sequences = new KvSequence[sequences];
        for (int id = 0; id < sequences; id++)
        {
            _sequences[id] = new KvSequence(id, capacity, prefixes);
        }
    }

    /// <summary>Counts the tokens in all sequences, and in those that requests own.</summary>
    public (long All, long Pinned) CountTokens()
    {
        (long all, long pinned) = (0, 0);
        foreach (KvSequence sequence in _sequences)
        {
            all += sequence.Length;
            pinned += sequence.IsBusy ? sequence.Length : 0;
        }

        return (all, pinned);
    }

    /// <summary>Takes an idle sequence for a prompt; null when all are busy.</summary>
    /// <param name="prompt">The tokens that the request will have computed.</param>
    /// <param name="cacheSalt">Only sequences with this salt are reused.</param>
    /// <returns>A sequence that holds a beginning of the prompt, but not all of it: its last token has yet to be computed.</returns>
    public KvSequence? Acquire(ReadOnlySpan<int> prompt, string cacheSalt)
    {
        (KvSequence? source, int shared) = FindLongestPrefix(prompt, cacheSalt);
        bool copies = source is not null && shared >= MinCopiedTokens;
        KvSequence? target = source is { IsBusy: false } && IsWorthTaking(source, shared)
            ? source
            : LeastRecentlyUsed(except: copies ? source : null) ?? (source is { IsBusy: false } ? source : null);
        if (target is null)
        {
            return null;
        }

        if (target != source && copies)
        {
            _memory.Copy(source!.Id, target.Id);
            target.CopyFrom(source, shared);
            _memory.Remove(target.Id, shared);
        }
        else
        {
            Cut(target, target == source ? shared : 0);
        }

        target.CacheSalt = cacheSalt;
        target.IsBusy = true;
        return target;
    }

    /// <summary>Gives a sequence back. What it holds stays until the place is needed.</summary>
    public void Release(KvSequence sequence)
    {
        sequence.IsBusy = false;
        sequence.LastUsed = ++_clock;
    }

    /// <summary>Forgets what a sequence holds, after a failure that may have left it half written.</summary>
    public void Reset(KvSequence sequence)
    {
        // Also when it holds nothing: what the failed call has written is in the cache, but not in the sequence's list.
        _memory.Remove(sequence.Id, from: 0);
        sequence.Truncate(0);
    }

    private (KvSequence? Source, int Shared) FindLongestPrefix(ReadOnlySpan<int> prompt, string cacheSalt)
    {
        KvSequence? best = null;
        int longest = 0;
        foreach (KvSequence sequence in _sequences)
        {
            if (!string.Equals(sequence.CacheSalt, cacheSalt, StringComparison.Ordinal))
            {
                continue;
            }

            int shared = Math.Min(sequence.Tokens.CommonPrefixLength(prompt), prompt.Length - 1);

            // Of equally good ones an idle one is better: it needs no copy.
            if (shared > longest || (shared == longest && shared > 0 && best is { IsBusy: true } && !sequence.IsBusy))
            {
                (best, longest) = (sequence, shared);
            }
        }

        return (best, longest);
    }

    /// <summary>
    /// Whether a sequence is continued in place. One that shares little, such as a system message alone, belongs to
    /// another conversation: it stays as it is while there is room, and the shared part is copied.
    /// </summary>
    private static bool IsWorthTaking(KvSequence sequence, int shared) => shared * 2 >= sequence.Length;

    // Empty ones first, and of those the lowest id: libllama computes neighbouring sequences in one go.
    private KvSequence? LeastRecentlyUsed(KvSequence? except)
    {
        KvSequence? oldest = null;
        foreach (KvSequence sequence in _sequences)
        {
            if (sequence.IsBusy || sequence == except)
            {
                continue;
            }

            if (oldest is null || Age(sequence) < Age(oldest))
            {
                oldest = sequence;
            }
        }

        return oldest;

        static long Age(KvSequence sequence) => sequence.Length == 0 ? 0 : sequence.LastUsed;
    }

    private void Cut(KvSequence sequence, int length)
    {
        if (sequence.Length > length)
        {
            _memory.Remove(sequence.Id, length);
            sequence.Truncate(length);
        }
    }
}
