using System.Collections.Immutable;
using FinCluster.Core.Scaling.Demand;

namespace FinCluster.Gateway.Scaling;

/// <summary>Counts what is asked of one model. Thread-safe; it takes no lock and allocates nothing but in <see cref="Read"/>.</summary>
/// <param name="model">The model's name as clients use it.</param>
internal sealed class DemandCounter(string model)
{
    private readonly long[] _firstTokens = new long[FirstTokenBuckets.Count];
    private long _requests;
    private long _answers;
    private long _outputTokens;
    private int _queued;
    private int _running;

    /// <summary>Counts a request, before it is known whether there is room for it.</summary>
    public void OnRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Notes that a request waits for its turn, or for a node; gives how many do with it.</summary>
    public int OnQueued() => Interlocked.Increment(ref _queued);

    /// <summary>Notes that a request does not wait any more.</summary>
    public void OnLeftQueue() => Interlocked.Decrement(ref _queued);

    /// <summary>Notes that a request has its turn.</summary>
    public void OnStarted() => Interlocked.Increment(ref _running);

    /// <summary>Notes that a request which had its turn has ended, however it did.</summary>
    public void OnEnded(int outputTokens)
    {
        Interlocked.Add(ref _outputTokens, outputTokens);
        Interlocked.Increment(ref _answers);
        Interlocked.Decrement(ref _running);
    }

    /// <summary>Counts an answer's first token by the time it took.</summary>
    public void OnFirstToken(TimeSpan elapsed) => Interlocked.Increment(ref _firstTokens[FirstTokenBuckets.Of(elapsed.TotalSeconds)]);

    /// <summary>Reads the counts of now. They need not be of one moment: another request may count in between.</summary>
    public ModelDemand Read()
    {
        ImmutableArray<long>.Builder firstTokens = ImmutableArray.CreateBuilder<long>(_firstTokens.Length);
        for (int i = 0; i < _firstTokens.Length; i++)
        {
            firstTokens.Add(Interlocked.Read(ref _firstTokens[i]));
        }

        return new ModelDemand
        {
            Model = model,
            Requests = Interlocked.Read(ref _requests),
            Answers = Interlocked.Read(ref _answers),
            OutputTokens = Interlocked.Read(ref _outputTokens),
            QueuedRequests = Volatile.Read(ref _queued),
            RunningRequests = Volatile.Read(ref _running),
            FirstTokens = firstTokens.MoveToImmutable(),
        };
    }
}
