using FinCluster.Simulation.Engine;

namespace FinCluster.Simulation.Cluster;

/// <summary>The answers that replicas compute, each replica's at the speed of as many as it has. One user at a time; a request allocates nothing.</summary>
/// <remarks>
/// Each replica has a count of the tokens that any of its answers would have got since its start. It grows faster or slower with the number of answers; an answer
/// ends when the count has grown by its tokens. So a new answer changes when all others end at the cost of one number.
/// </remarks>
internal sealed class ReplicaWork
{
    private readonly EngineSpeeds _speeds;
    private readonly int _sequences;
    private readonly Answer[] _answers;
    private readonly int[] _running;
    private readonly double[] _count;
    private readonly double[] _at;
    private readonly DepartureHeap _departures;

    /// <param name="replicas">How many replicas there may be.</param>
    /// <param name="speeds">How fast they are.</param>
    public ReplicaWork(int replicas, EngineSpeeds speeds)
    {
        _speeds = speeds;
        _sequences = speeds.Sequences;
        _answers = new Answer[replicas * _sequences];
        (_running, _count, _at) = (new int[replicas], new double[replicas], new double[replicas]);
        _departures = new DepartureHeap(replicas);
    }

    /// <summary>Gets when the next answer ends, in seconds; infinity for none.</summary>
    public double NextEnd => _departures.Next;

    /// <summary>Gets how many answers a replica computes.</summary>
    public int Running(int replica) => _running[replica];

    /// <summary>Begins an answer on a replica that has a free sequence.</summary>
    /// <returns>The time to compute its prompt, in seconds.</returns>
    public double Begin(int replica, double now, int promptTokens, int outputTokens)
    {
        Advance(replica, now);
        int running = ++_running[replica];
        double prefill = _speeds.PrefillSeconds(running, promptTokens);
        double tokens = (prefill / _speeds.TokenSeconds(running)) + outputTokens - 1;
        Push(replica, running, new Answer(_count[replica] + tokens, outputTokens));
        Schedule(replica);
        return prefill;
    }

    /// <summary>Ends the next answer.</summary>
    /// <returns>Its replica and its tokens.</returns>
    public (int Replica, int OutputTokens) End()
    {
        int replica = _departures.NextReplica;
        Advance(replica, _departures.Next);
        Answer first = _answers[replica * _sequences];
        Pop(replica);
        Schedule(replica);
        return (replica, first.OutputTokens);
    }

    private void Advance(int replica, double now)
    {
        int running = _running[replica];
        _count[replica] = running == 0 ? 0 : _count[replica] + ((now - _at[replica]) / _speeds.TokenSeconds(running));
        _at[replica] = now;
    }

    private void Schedule(int replica)
    {
        int running = _running[replica];
        _departures.Set(replica, running == 0
            ? double.PositiveInfinity
            : _at[replica] + (Math.Max(0, _answers[replica * _sequences].End - _count[replica]) * _speeds.TokenSeconds(running)));
    }

    private void Push(int replica, int running, Answer answer)
    {
        Span<Answer> heap = _answers.AsSpan(replica * _sequences, running);
        int place = running - 1;
        while (place > 0 && answer.End < heap[(place - 1) / 2].End)
        {
            heap[place] = heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }

        heap[place] = answer;
    }

    private void Pop(int replica)
    {
        int running = --_running[replica];
        Span<Answer> heap = _answers.AsSpan(replica * _sequences, running + 1);
        Answer last = heap[running];
        int place = 0;
        for (int child = 1; child < running; child = (2 * place) + 1)
        {
            if (child + 1 < running && heap[child + 1].End < heap[child].End)
            {
                child++;
            }

            if (heap[child].End >= last.End)
            {
                break;
            }

            heap[place] = heap[child];
            place = child;
        }

        heap[place] = last;
    }

    private readonly record struct Answer(double End, int OutputTokens);
}
