namespace FinCluster.Simulation.Cluster;

/// <summary>A request that waits.</summary>
/// <param name="Arrival">When it came, in seconds.</param>
/// <param name="PromptTokens">Its prompt.</param>
/// <param name="OutputTokens">Its answer.</param>
internal readonly record struct WaitingRequest(double Arrival, int PromptTokens, int OutputTokens);

/// <summary>The gateway's queue: the first to come is the first to go. One user at a time; it allocates nothing.</summary>
/// <param name="bound">How many may wait.</param>
internal sealed class WaitingQueue(int bound)
{
    private readonly WaitingRequest[] _requests = new WaitingRequest[bound];
    private int _head;

    /// <summary>Gets how many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the one that has waited longest; there must be one.</summary>
    public ref readonly WaitingRequest Head => ref _requests[_head];

    /// <summary>Adds a request unless the queue is full.</summary>
    public bool TryAdd(in WaitingRequest request)
    {
        if (Count == _requests.Length)
        {
            return false;
        }

        int at = _head + Count;
        _requests[at >= _requests.Length ? at - _requests.Length : at] = request;
        Count++;
        return true;
    }

    /// <summary>Takes the one that has waited longest; there must be one.</summary>
    public WaitingRequest Take()
    {
        WaitingRequest head = _requests[_head];
        _head = _head + 1 == _requests.Length ? 0 : _head + 1;
        Count--;
        return head;
    }
}
