using FinCluster.Simulation.Demand;

namespace FinCluster.Simulation.Cluster;

/// <summary>The replicas of a pool: those that start, that take requests, and that end. One user at a time.</summary>
internal sealed class ReplicaFleet
{
    private readonly Stack<int> _off = new();
    private readonly List<int> _starting = [];
    private readonly State[] _states;
    private readonly int[] _births;
    private readonly double[] _drainedAt;
    private readonly PriorityQueue<(int Replica, int Birth), (double At, int Replica)> _changes = new();
    private readonly ReplicaWork _work;
    private readonly FreeReplicas _free;
    private readonly Func<double> _startSeconds;
    private readonly double _drainSeconds;

    /// <param name="replicas">How many there may be, those that end included.</param>
    /// <param name="work">What they compute.</param>
    /// <param name="sequences">How many answers each computes.</param>
    /// <param name="startSeconds">Draws a start-up time.</param>
    /// <param name="drainSeconds">How long one is paid after it was taken away.</param>
    public ReplicaFleet(int replicas, int sequences, ReplicaWork work, Func<double> startSeconds, double drainSeconds)
    {
        (_states, _births, _drainedAt) = (new State[replicas], new int[replicas], new double[replicas]);
        (_work, _startSeconds, _drainSeconds) = (work, startSeconds, drainSeconds);
        _free = new FreeReplicas(replicas, sequences);
        for (int replica = replicas - 1; replica >= 0; replica--)
        {
            _off.Push(replica);
        }
    }

    private enum State
    {
        Off,
        Starting,
        Ready,
        Draining,
    }

    /// <summary>Gets how many take requests.</summary>
    public int Ready => _free.Count;

    /// <summary>Gets how many start.</summary>
    public int Starting => _starting.Count;

    /// <summary>Gets how many end.</summary>
    public int Draining { get; private set; }

    /// <summary>Gets how many are paid for.</summary>
    public int Paid => Ready + Starting + Draining;

    /// <summary>Gets when the next one has started or ended, in seconds; infinity for none.</summary>
    public double NextChange
    {
        get
        {
            while (_changes.TryPeek(out (int Replica, int Birth) next, out (double At, int Replica) when))
            {
                if (_births[next.Replica] == next.Birth)
                {
                    return when.At;
                }

                _changes.Dequeue();
            }

            return double.PositiveInfinity;
        }
    }

    /// <summary>Gets the most answers that a ready one computes.</summary>
    public int MostLoad => _free.MostLoad;

    /// <summary>Gets the least loaded one with a free sequence; -1 for none.</summary>
    public int LeastLoaded => _free.LeastLoaded;

    /// <summary>Takes in that a replica has another number of answers.</summary>
    public void OnLoad(int replica, double now)
    {
        if (_states[replica] == State.Ready)
        {
            _free.Move(replica, _work.Running(replica));
        }
        else if (_work.Running(replica) == 0 && now >= _drainedAt[replica])
        {
            End(replica);
        }
    }

    /// <summary>Asks for so many, apart from those that end.</summary>
    public void ScaleTo(int replicas, double now)
    {
        for (int count = Ready + Starting; count < replicas && _off.Count > 0; count++)
        {
            int replica = _off.Pop();
            _states[replica] = State.Starting;
            _starting.Add(replica);
            Await(replica, now + _startSeconds());
        }

        for (int count = Ready + Starting; count > replicas; count--)
        {
            // What has not started yet is given up first, the last that was asked for before others: nobody misses it.
            if (_starting.Count > 0)
            {
                TurnOff(_starting[^1]);
                _starting.RemoveAt(_starting.Count - 1);
            }
            else
            {
                Drain(_free.LeastLoadedOfAll, now);
            }
        }
    }

    /// <summary>Makes the next change.</summary>
    public void Change(double now)
    {
        (int replica, _) = _changes.Dequeue();
        if (_states[replica] == State.Starting)
        {
            _starting.Remove(replica);
            _states[replica] = State.Ready;
            _births[replica]++;
            _free.Add(replica, 0);
        }
        else if (_work.Running(replica) == 0)
        {
            End(replica);
        }
        else
        {
            // Its last answer ends it.
            _drainedAt[replica] = now;
            _births[replica]++;
        }
    }

    private void Drain(int replica, double now)
    {
        _free.Remove(replica);
        _states[replica] = State.Draining;
        _drainedAt[replica] = now + _drainSeconds;
        Draining++;
        Await(replica, now + _drainSeconds);
    }

    private void End(int replica)
    {
        Draining--;
        TurnOff(replica);
    }

    private void TurnOff(int replica)
    {
        _states[replica] = State.Off;
        _births[replica]++;
        _off.Push(replica);
    }

    private void Await(int replica, double at) => _changes.Enqueue((replica, ++_births[replica]), (at, replica));

    /// <summary>Draws start-up times around a median.</summary>
    public static Func<double> StartTimes(SimulationRandom random, double median, double spread) =>
        () => median * Math.Exp(spread * Math.Clamp(random.NextNormal(), -3, 3));
}
