using FinCluster.Core.Fleet;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Fleet;

/// <summary>The calls that run on nodes, and the decision to take them away from a node that is suspected. Thread-safe.</summary>
/// <remarks>
/// A call is taken away only when there is another node to go to, and when the node has sent nothing for this very call either. Its
/// first move comes at once; a further one waits until the silence is confirmed, so that false suspicion costs it one failover.
/// </remarks>
internal sealed class StreamGuards(IFleet fleet, FleetHealth health, FleetMetrics metrics, IOptions<NodeConnectionOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, HashSet<StreamGuard>> _guards = [];

    /// <summary>Guards a call.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="model">Its model.</param>
    /// <param name="earlierMoves">How often suspicion has moved it already.</param>
    /// <param name="call">Ends with the call.</param>
    public StreamGuard Guard(NodeId node, string model, int earlierMoves, CancellationToken call)
    {
        TimeSpan patience = earlierMoves == 0 ? TimeSpan.Zero : options.Value.ConfirmedSilence;
        var guard = new StreamGuard(node, model, patience, time, Leave, call);
        lock (_gate)
        {
            if (!_guards.TryGetValue(node, out HashSet<StreamGuard>? calls))
            {
                _guards.Add(node, calls = []);
            }

            calls.Add(guard);
        }

        return guard;
    }

    /// <summary>Takes calls away from a node that has been silent for so long.</summary>
    public void MoveFrom(NodeId node, TimeSpan silence)
    {
        foreach (StreamGuard guard in Of(node))
        {
            if (!guard.WasMoved && silence >= guard.Patience && guard.IsSilentFor(options.Value.ReportTimeout) && HasAlternative(guard))
            {
                metrics.OnMoved();
                guard.Move();
            }
        }
    }

    private bool HasAlternative(StreamGuard guard) => fleet.Current.Nodes.Any(node =>
        node.Id != guard.Node
        && node.State == NodeState.Ready
        && health.Of(node.Id).TakesWork
        && node.Models.Any(model => model.Name == guard.Model));

    private StreamGuard[] Of(NodeId node)
    {
        lock (_gate)
        {
            return _guards.TryGetValue(node, out HashSet<StreamGuard>? calls) ? [.. calls] : [];
        }
    }

    private void Leave(StreamGuard guard)
    {
        lock (_gate)
        {
            if (_guards.TryGetValue(guard.Node, out HashSet<StreamGuard>? calls) && calls.Remove(guard) && calls.Count == 0)
            {
                _guards.Remove(guard.Node);
            }
        }
    }
}
