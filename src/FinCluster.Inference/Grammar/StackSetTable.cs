namespace FinCluster.Inference.Grammar;

/// <summary>Interns stack sets and unites them. Used by one thread at a time.</summary>
internal sealed class StackSetTable
{
    // In words of 8 bytes. A set is an object of 6, two array headers of 3 each and a hash entry; a frame is a number and a reference.
    private const int WordsPerSet = 16;
    private const int WordsPerFrame = 2;
    private const int WordsPerUnion = 5;

    // In units of the step budget.
    private const int SetCost = 16;
    private const int UnionFrameCost = 2;

    private readonly HashSet<StackSet> _sets;
    private readonly HashSet<StackSet>.AlternateLookup<StackSetParts> _lookup;
    private readonly Dictionary<(int, int), StackSet> _unions = [];
    private readonly Stack<(StackSet X, StackSet Y)> _open = new();
    private readonly StepBudget _budget;
    private int[] _mergedFrames = [];
    private StackSet[] _mergedBelow = [];
    private int _nextId;

    /// <summary>Makes a table that holds <see cref="EmptyStack"/> only.</summary>
    public StackSetTable(StepBudget budget)
    {
        _budget = budget;
        _sets = new HashSet<StackSet>(StackSetComparer.Instance);
        _lookup = _sets.GetAlternateLookup<StackSetParts>();
        EmptyStack = Intern(new(hasEmpty: true, [], []));
    }

    /// <summary>Gets the set of one stack, which has no frames.</summary>
    public StackSet EmptyStack { get; }

    /// <summary>Gets about how many words of 8 bytes the table holds.</summary>
    public int Words { get; private set; }

    /// <summary>Finds or makes a set. Frames ascend; the sets below are of this table.</summary>
    public StackSet Intern(StackSetParts parts)
    {
        _budget.Charge(SetCost + (parts.Frames.Length / 2));
        if (!_lookup.TryGetValue(parts, out var set))
        {
            set = new StackSet(_nextId++, parts.HasEmpty, parts.Frames.ToArray(), parts.Below.ToArray());
            _sets.Add(set);
            Words += WordsPerSet + (WordsPerFrame * set.Frames.Length);
        }

        return set;
    }

    /// <summary>Finds or makes the set of the stacks that are in one of two sets.</summary>
    public StackSet Union(StackSet x, StackSet y)
    {
        if (TryFindUnion(x, y) is { } known)
        {
            return known;
        }

        // Stacks are as deep as the output nests, so the recursion is written out.
        _open.Clear();
        _open.Push((x, y));
        while (_open.TryPeek(out var pair))
        {
            if (!PushUnknownBelow(pair.X, pair.Y))
            {
                _open.Pop();
                _unions[KeyOf(pair.X, pair.Y)] = Merge(pair.X, pair.Y);
                Words += WordsPerUnion;
            }
        }

        return _unions[KeyOf(x, y)];
    }

    /// <summary>Finds or makes the set that equals one of another table.</summary>
    public StackSet CopyOf(StackSet other)
    {
        var copies = new Dictionary<StackSet, StackSet>(ReferenceEqualityComparer.Instance);
        foreach (var set in other.SelfAndBelow().OrderBy(set => set.Id))
        {
            // Ids ascend from what lies below, so that is copied already.
            copies.Add(set, Intern(new(set.HasEmpty, set.Frames, Array.ConvertAll(set.Below, lower => copies[lower]))));
        }

        return copies[other];
    }

    private StackSet? TryFindUnion(StackSet x, StackSet y) => ReferenceEquals(x, y) ? x : _unions.GetValueOrDefault(KeyOf(x, y));

    private static (int, int) KeyOf(StackSet x, StackSet y) => x.Id < y.Id ? (x.Id, y.Id) : (y.Id, x.Id);

    /// <summary>Asks for the unions that the union of two sets is made of; false when all are known.</summary>
    private bool PushUnknownBelow(StackSet x, StackSet y)
    {
        _budget.Charge(SetCost + (UnionFrameCost * (x.Frames.Length + y.Frames.Length)));
        var pushed = false;
        for (int i = 0, j = 0; i < x.Frames.Length && j < y.Frames.Length;)
        {
            var order = x.Frames[i].CompareTo(y.Frames[j]);
            if (order == 0 && TryFindUnion(x.Below[i], y.Below[j]) is null)
            {
                _open.Push((x.Below[i], y.Below[j]));
                pushed = true;
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return pushed;
    }

    private StackSet Merge(StackSet x, StackSet y)
    {
        MakeRoom(x.Frames.Length + y.Frames.Length);
        var count = 0;
        for (int i = 0, j = 0; i < x.Frames.Length || j < y.Frames.Length; count++)
        {
            var order = j == y.Frames.Length ? -1 : i == x.Frames.Length ? 1 : x.Frames[i].CompareTo(y.Frames[j]);
            _mergedFrames[count] = order <= 0 ? x.Frames[i] : y.Frames[j];
            _mergedBelow[count] = order < 0 ? x.Below[i] : order > 0 ? y.Below[j] : TryFindUnion(x.Below[i], y.Below[j])!;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return Intern(new(x.HasEmpty || y.HasEmpty, _mergedFrames.AsSpan(0, count), _mergedBelow.AsSpan(0, count)));
    }

    private void MakeRoom(int count)
    {
        if (_mergedFrames.Length < count)
        {
            _mergedFrames = new int[2 * count];
            _mergedBelow = new StackSet[2 * count];
        }
    }
}
