namespace FinCluster.Simulation.Cluster;

/// <summary>The replicas that take requests, by how many answers they compute: the least loaded one is found at once. One user at a time.</summary>
internal sealed class FreeReplicas
{
    private const int None = -1;

    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly int[] _before;
    private readonly int[] _load;
    private int _least;
    private int _most;

    /// <param name="replicas">How many replicas there may be.</param>
    /// <param name="sequences">The most answers that one computes.</param>
    public FreeReplicas(int replicas, int sequences)
    {
        (_heads, _next, _before, _load) = (new int[sequences + 1], new int[replicas], new int[replicas], new int[replicas]);
        Array.Fill(_heads, None);
    }

    /// <summary>Gets how many there are, the full ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the least loaded one; -1 when all are full, or there is none.</summary>
    public int LeastLoaded => LeastLoad < _heads.Length - 1 ? _heads[_least] : None;

    /// <summary>Gets the one to take away: the least loaded of all; -1 when there is none.</summary>
    public int LeastLoadedOfAll => LeastLoad < _heads.Length ? _heads[_least] : None;

    /// <summary>Gets the most answers that one of them computes; 0 for none.</summary>
    public int MostLoad
    {
        get
        {
            while (_most > 0 && _heads[_most] == None)
            {
                _most--;
            }

            return _most;
        }
    }

    // It changes by one at a time but for replicas that come and go, so the search is short.
    private int LeastLoad
    {
        get
        {
            while (_least < _heads.Length && _heads[_least] == None)
            {
                _least++;
            }

            return _least;
        }
    }

    /// <summary>Adds a replica.</summary>
    public void Add(int replica, int load)
    {
        Count++;
        Link(replica, load);
    }

    /// <summary>Takes a replica out.</summary>
    public void Remove(int replica)
    {
        Count--;
        Unlink(replica);
    }

    /// <summary>Changes how many answers a replica computes.</summary>
    public void Move(int replica, int load)
    {
        Unlink(replica);
        Link(replica, load);
    }

    private void Link(int replica, int load)
    {
        int head = _heads[load];
        (_load[replica], _next[replica], _before[replica]) = (load, head, None);
        if (head != None)
        {
            _before[head] = replica;
        }

        _heads[load] = replica;
        _least = Math.Min(_least, load);
        _most = Math.Max(_most, load);
    }

    private void Unlink(int replica)
    {
        (int before, int next) = (_before[replica], _next[replica]);
        if (before == None)
        {
            _heads[_load[replica]] = next;
        }
        else
        {
            _next[before] = next;
        }

        if (next != None)
        {
            _before[next] = before;
        }
    }
}
