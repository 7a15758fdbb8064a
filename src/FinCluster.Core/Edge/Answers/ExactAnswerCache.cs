namespace FinCluster.Core.Edge.Answers;

/// <summary>Answers by the exact question: bounded, the least recently used one leaves first. Thread-safe.</summary>
/// <remarks>It takes what it is given: <see cref="AnswerCachePolicy"/> says what that may be.</remarks>
public sealed class ExactAnswerCache
{
    private readonly Lock _gate = new();
    private readonly AnswerCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<AnswerKey, LinkedListNode<Entry>> _entries = [];

    // Most recently used first.
    private readonly LinkedList<Entry> _order = new();
    private long _characters;

    /// <summary>Makes an empty cache.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ExactAnswerCache(AnswerCacheOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _options = options;
        _time = time;
    }

    /// <summary>Gets how many answers it holds, outdated ones included that nobody has asked for.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Finds an answer; null when there is none, or its time is over.</summary>
    public CachedAnswer? Find(AnswerKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            if (_time.GetElapsedTime(node.Value.Stored) >= _options.Lifetime)
            {
                Remove_NeedsLock(node);
                return null;
            }

            _order.Remove(node);
            _order.AddFirst(node);
            return node.Value.Answer;
        }
    }

    /// <summary>Stores an answer in place of an older one; one that alone is larger than the cache is not stored.</summary>
    public void Store(AnswerKey key, CachedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? old))
            {
                Remove_NeedsLock(old);
            }

            if (answer.Text.Length > _options.MaxCharacters)
            {
                return;
            }

            _entries[key] = _order.AddFirst(new Entry(key, answer, _time.GetTimestamp()));
            _characters += answer.Text.Length;
            while (_entries.Count > _options.MaxEntries || _characters > _options.MaxCharacters)
            {
                Remove_NeedsLock(_order.Last!);
            }
        }
    }

    /// <summary>Forgets everything, as when a release is withdrawn.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _order.Clear();
            _characters = 0;
        }
    }

    private void Remove_NeedsLock(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Key);
        _characters -= node.Value.Answer.Text.Length;
    }

    private sealed record Entry(AnswerKey Key, CachedAnswer Answer, long Stored);
}
