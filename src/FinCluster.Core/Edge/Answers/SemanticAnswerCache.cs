namespace FinCluster.Core.Edge.Answers;

/// <summary>
/// Answers by the meaning of the question: the nearest stored question by its embedding, if it is near enough and has the same <see cref="QuestionFingerprint"/>.
/// </summary>
/// <remarks>
/// Thread-safe: many look at once, one stores. Vectors are compared one by one, which is exact. It takes what it is given: <see cref="AnswerCachePolicy"/> says
/// what that may be.
/// </remarks>
public sealed class SemanticAnswerCache : IDisposable
{
    private readonly ReaderWriterLockSlim _gate = new();
    private readonly SemanticCacheOptions _options;
    private readonly QuestionFingerprinter _fingerprinter;
    private readonly TimeProvider _time;
    private readonly List<Entry> _entries = [];

    // One row for each entry.
    private float[] _vectors = [];

    /// <summary>Makes an empty cache.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SemanticAnswerCache(SemanticCacheOptions options, EdgeGlossary glossary, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(glossary);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _options = options;
        _fingerprinter = new QuestionFingerprinter(glossary);
        _time = time;
    }

    /// <summary>Gets how many answers it holds, outdated ones included.</summary>
    public int Count
    {
        get
        {
            _gate.EnterReadLock();
            try
            {
                return _entries.Count;
            }
            finally
            {
                _gate.ExitReadLock();
            }
        }
    }

    /// <summary>Finds the answer to a question that is the same in other words.</summary>
    /// <param name="scope">Within what answers may be given again.</param>
    /// <param name="question">The question.</param>
    /// <param name="embedding">Its embedding, by the model that made the stored ones.</param>
    /// <returns>The answer and how similar its question is; null when there is none.</returns>
    /// <exception cref="ArgumentException">The embedding has another length.</exception>
    public (CachedAnswer Answer, double Similarity)? Find(AnswerScope scope, string question, ReadOnlySpan<float> embedding)
    {
        float[]? unit = Normalize(embedding);
        if (unit is null)
        {
            return null;
        }

        QuestionFingerprint fingerprint = _fingerprinter.Of(question);
        _gate.EnterReadLock();
        try
        {
            int best = -1;
            float highest = (float)_options.MinSimilarity;
            for (int i = 0; i < _entries.Count; i++)
            {
                Entry entry = _entries[i];
                if (entry.Scope != scope || _time.GetElapsedTime(entry.Stored) >= _options.Lifetime)
                {
                    continue;
                }

                float similarity = UnitVectors.Dot(unit, Row(i));
                if (similarity >= highest && entry.Fingerprint == fingerprint)
                {
                    (best, highest) = (i, similarity);
                }
            }

            if (best < 0)
            {
                return null;
            }

            Volatile.Write(ref _entries[best].Used, _time.GetTimestamp());
            return (_entries[best].Answer, highest);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>Stores an answer; in a full cache the one that was not used for longest leaves. A vector without direction is not stored.</summary>
    /// <exception cref="ArgumentException">The embedding has another length.</exception>
    public void Store(AnswerScope scope, string question, ReadOnlySpan<float> embedding, CachedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Normalize(embedding) is not { } unit)
        {
            return;
        }

        var entry = new Entry(scope, _fingerprinter.Of(question), answer, _time.GetTimestamp());
        _gate.EnterWriteLock();
        try
        {
            int place = PlaceFor_NeedsLock(entry);
            if (place == _entries.Count)
            {
                _entries.Add(entry);
                Grow_NeedsLock();
            }
            else
            {
                _entries[place] = entry;
            }

            unit.CopyTo(_vectors.AsSpan(place * _options.Dimensions));
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Forgets everything, as when a release is withdrawn.</summary>
    public void Clear()
    {
        _gate.EnterWriteLock();
        try
        {
            _entries.Clear();
            _vectors = [];
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private float[]? Normalize(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != _options.Dimensions)
        {
            throw new ArgumentException($"the embedding has {embedding.Length} numbers, the cache is made for {_options.Dimensions}", nameof(embedding));
        }

        float[] unit = new float[embedding.Length];
        return UnitVectors.TryNormalize(embedding, unit) ? unit : null;
    }

    private ReadOnlySpan<float> Row(int i) => _vectors.AsSpan(i * _options.Dimensions, _options.Dimensions);

    // The place of the same question, else a new one, else that of the entry that was not used for longest.
    private int PlaceFor_NeedsLock(Entry entry)
    {
        int oldest = 0;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Scope == entry.Scope && _entries[i].Fingerprint == entry.Fingerprint)
            {
                return i;
            }

            oldest = _entries[i].Used < _entries[oldest].Used ? i : oldest;
        }

        return _entries.Count < _options.MaxEntries ? _entries.Count : oldest;
    }

    private void Grow_NeedsLock()
    {
        int needed = _entries.Count * _options.Dimensions;
        if (needed > _vectors.Length)
        {
            Array.Resize(ref _vectors, Math.Min(_options.MaxEntries, Math.Max(16, _entries.Count * 2)) * _options.Dimensions);
        }
    }

    private sealed class Entry(AnswerScope scope, QuestionFingerprint fingerprint, CachedAnswer answer, long stored)
    {
        // Written by readers side by side: any of their times will do.
        public long Used = stored;

        public AnswerScope Scope { get; } = scope;

        public QuestionFingerprint Fingerprint { get; } = fingerprint;

        public CachedAnswer Answer { get; } = answer;

        public long Stored { get; } = stored;
    }
}
