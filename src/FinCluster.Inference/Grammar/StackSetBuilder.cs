namespace FinCluster.Inference.Grammar;

/// <summary>Collects stacks and makes a set of them. Reusable; used by one thread.</summary>
internal sealed class StackSetBuilder(GrammarLimits limits)
{
    private const int FirstCapacity = 8;
    private const int KeptCapacity = 4_096;

    // A frame in the upper half, the id of what lies below it in the lower half.
    private long[] _keys = new long[FirstCapacity];
    private StackSet[] _below = new StackSet[FirstCapacity];
    private int[] _frames = new int[FirstCapacity];
    private int _count;
    private bool _hasEmpty;

    /// <summary>Forgets what was collected.</summary>
    public void Clear()
    {
        // Sets that are no longer used must not stay alive through here.
        Array.Clear(_below, 0, _count);
        if (_keys.Length > KeptCapacity)
        {
            Resize(FirstCapacity);
        }

        _count = 0;
        _hasEmpty = false;
    }

    /// <summary>Adds the stack without frames.</summary>
    public void AddEmpty() => _hasEmpty = true;

    /// <summary>Adds the stacks of <paramref name="below"/>, each with <paramref name="frame"/> put on top.</summary>
    public void Add(int frame, StackSet below)
    {
        if (_count == _keys.Length)
        {
            Resize(2 * _count);
        }

        _keys[_count] = ((long)frame << 32) | (uint)below.Id;
        _below[_count++] = below;
    }

    /// <summary>Adds the stacks of a set as they are.</summary>
    public void AddAll(StackSet set)
    {
        _hasEmpty |= set.HasEmpty;
        for (var i = 0; i < set.Frames.Length; i++)
        {
            Add(set.Frames[i], set.Below[i]);
        }
    }

    /// <summary>Makes the set of what was collected, and forgets it.</summary>
    /// <exception cref="Core.Errors.RequestException">The set has too many frames on top.</exception>
    public StackSet Build(StackSetTable table)
    {
        // Old sets are united first: the next step unites the same ones again and finds the results, up to what it adds itself.
        Array.Sort(_keys, _below, 0, _count);
        var distinct = 0;
        for (var i = 0; i < _count; i++)
        {
            var frame = (int)(_keys[i] >> 32);
            if (distinct > 0 && _frames[distinct - 1] == frame)
            {
                _below[distinct - 1] = table.Union(_below[distinct - 1], _below[i]);
            }
            else
            {
                _frames[distinct] = frame;
                _below[distinct++] = _below[i];
            }
        }

        if (distinct > limits.MaxOpenPositions)
        {
            throw GrammarErrors.Invalid(
                $"the grammar is too ambiguous: {distinct} of its positions are open at once, at most {limits.MaxOpenPositions} may be");
        }

        var set = table.Intern(new(_hasEmpty, _frames.AsSpan(0, distinct), _below.AsSpan(0, distinct)));
        Clear();
        return set;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _below, capacity);
        Array.Resize(ref _frames, capacity);
    }
}
