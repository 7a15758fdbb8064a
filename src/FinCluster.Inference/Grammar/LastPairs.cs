namespace FinCluster.Inference.Grammar;

/// <summary>
/// Remembers for each item the set that it was last put on, so that most repetitions are seen before they cost anything. It may
/// call a pair new twice.
/// </summary>
internal sealed class LastPairs(int count)
{
    private readonly (int Round, int Below)[] _last = new (int, int)[count];
    private int _round = 1;

    /// <summary>Forgets all pairs.</summary>
    public void Clear()
    {
        // Rounds count up instead of the array being cleared; on overflow it is.
        if (_round++ == int.MaxValue)
        {
            Array.Clear(_last);
            _round = 1;
        }
    }

    /// <summary>Says whether the last pair of <paramref name="item"/> was another one, and remembers this one.</summary>
    public bool IsNew(int item, int below)
    {
        if (_last[item] == (_round, below))
        {
            return false;
        }

        _last[item] = (_round, below);
        return true;
    }
}
