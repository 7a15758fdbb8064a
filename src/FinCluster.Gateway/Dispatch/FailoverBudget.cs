using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Dispatch;

/// <summary>How much trouble with nodes one request may still have. Used by one call at a time.</summary>
internal sealed class FailoverBudget(TimeSpan? timeLimit, DispatchOptions options, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long? _outageSince = time.GetTimestamp();
    private int _failovers;

    /// <summary>Gets the nodes that have just failed this request.</summary>
    public HashSet<NodeId> Suspects { get; } = [];

    /// <summary>Gets or sets how often the request was taken away from a node that was suspected.</summary>
    public int Moves { get; set; }

    /// <summary>Gets what is left of the request's time; null when it has no limit.</summary>
    public TimeSpan? TimeLeft => timeLimit is { } limit ? limit - time.GetElapsedTime(_started) : null;

    /// <summary>Notes that a node works on the request.</summary>
    public void OnProgress() => _outageSince = null;

    /// <summary>Notes that a node failed.</summary>
    /// <exception cref="RequestException">Too many nodes have failed under this request.</exception>
    public void OnNodeFailed(NodeId node, Exception failure)
    {
        Suspects.Add(node);

        // A node that was never reached says nothing about the request; one that worked on it may have died of it.
        bool hadProgress = _outageSince is null;
        _outageSince ??= time.GetTimestamp();
        if (hadProgress && ++_failovers > options.MaxFailovers)
        {
            throw new RequestException(
                ErrorCode.NodeLost, $"{_failovers} nodes failed while they worked on this request", inner: failure);
        }
    }

    /// <summary>Throws when the request has waited long enough for a node.</summary>
    public void ThrowIfOver()
    {
        if (TimeLeft <= TimeSpan.Zero)
        {
            throw new RequestException(ErrorCode.DeadlineExceeded, "the deadline passed before the answer was complete");
        }

        if (_outageSince is { } since && time.GetElapsedTime(since) >= options.MaxOutage)
        {
            throw new RequestException(
                ErrorCode.NodeLost, $"no node could work on this request for {options.MaxOutage.TotalSeconds:F0} s");
        }
    }
}
