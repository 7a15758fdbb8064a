namespace FinCluster.Simulation.Cluster;

/// <summary>When the next answer of each replica ends, the soonest first: a binary heap in which a replica's time can be changed. One user at a time.</summary>
internal sealed class DepartureHeap
{
    private readonly int[] _heap;
    private readonly int[] _place;
    private readonly double[] _time;
    private int _count;

    /// <param name="replicas">How many replicas there may be.</param>
    public DepartureHeap(int replicas)
    {
        (_heap, _place, _time) = (new int[replicas], new int[replicas], new double[replicas]);
        Array.Fill(_place, -1);
    }

    /// <summary>Gets the soonest time; infinity for none.</summary>
    public double Next => _count > 0 ? _time[_heap[0]] : double.PositiveInfinity;

    /// <summary>Gets the replica of that time.</summary>
    public int NextReplica => _heap[0];

    /// <summary>Sets a replica's time; infinity takes it out.</summary>
    public void Set(int replica, double time)
    {
        int place = _place[replica];
        if (double.IsPositiveInfinity(time))
        {
            Remove(replica, place);
            return;
        }

        _time[replica] = time;
        if (place < 0)
        {
            place = _count++;
            Put(replica, place);
        }

        Down(replica, Up(replica, place));
    }

    private void Remove(int replica, int place)
    {
        if (place < 0)
        {
            return;
        }

        _place[replica] = -1;
        int last = _heap[--_count];
        if (last != replica)
        {
            Put(last, place);
            Down(last, Up(last, place));
        }
    }

    // Of two that end together the lower number goes first, so that the order does not depend on what was in the heap before.
    private bool IsBefore(int a, int b) => _time[a] < _time[b] || (_time[a] == _time[b] && a < b);

    private int Up(int replica, int place)
    {
        while (place > 0 && IsBefore(replica, _heap[(place - 1) / 2]))
        {
            Put(_heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        Put(replica, place);
        return place;
    }

    private void Down(int replica, int place)
    {
        for (int child = (2 * place) + 1; child < _count; child = (2 * place) + 1)
        {
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], replica))
            {
                break;
            }

            Put(_heap[child], place);
            place = child;
        }

        Put(replica, place);
    }

    private void Put(int replica, int place)
    {
        _heap[place] = replica;
        _place[replica] = place;
    }
}
