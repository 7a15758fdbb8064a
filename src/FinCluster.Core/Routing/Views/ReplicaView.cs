using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing.Views;

/// <summary>One replica as a gateway sees it. Immutable but for <see cref="InFlight"/>, which counts while others read.</summary>
/// <remarks>
/// In a large fleet a decision meets replicas that no processor cache holds, so what decides is copied here: a view and its meter are all
/// that is read of a replica that is passed over.
/// </remarks>
public sealed class ReplicaView
{
    // What the report says without this gateway's own share of then.
    private readonly int _foreignRequests;
    private readonly long _foreignTokens;

    /// <summary>Makes a view of a replica.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="model">Its model.</param>
    /// <param name="inFlight">What this gateway has sent there; the same object as long as the node serves the model.</param>
    /// <param name="load">The newest report; null while there was none.</param>
    /// <param name="isSuspected">Whether the node seems to be lost.</param>
    public ReplicaView(FleetNode node, ModelInfo model, InFlightMeter inFlight, ReplicaLoad? load = null, bool isSuspected = false)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(model);
        (Node, Model, InFlight, Load, IsSuspected) = (node, model, inFlight, load, isSuspected);
        (IsReady, Tier, ParallelSequences) = (node.State == NodeState.Ready, node.Tier, model.ParallelSequences);
        LastReportAt = load?.ReceivedAt ?? TimeSpan.MaxValue;
        _foreignRequests = load is null ? 0 : load.BusyRequests - load.OwnThen.Requests;
        _foreignTokens = load is null ? 0 : load.Statistics.QueuedPromptTokens - load.OwnThen.PromptTokens;
        FreeKvCells = load is null ? null : Math.Max(0, load.Statistics.KvCellsTotal - load.Statistics.KvCellsUsed);
        UnpinnedKvCells = load is null ? null : Math.Max(0, load.Statistics.KvCellsTotal - load.Statistics.KvCellsPinned);
    }

    /// <summary>Gets the replica's node.</summary>
    public FleetNode Node { get; }

    /// <summary>Gets the replica's model.</summary>
    public ModelInfo Model { get; }

    /// <summary>Gets what this gateway has sent there.</summary>
    public InFlightMeter InFlight { get; }

    /// <summary>Gets the newest report; null while there was none.</summary>
    public ReplicaLoad? Load { get; }

    /// <summary>Gets a value indicating whether the node seems to be lost.</summary>
    public bool IsSuspected { get; }

    /// <summary>Gets a value indicating whether the node takes new work.</summary>
    public bool IsReady { get; }

    /// <summary>Gets the node's tier.</summary>
    public NodeTier Tier { get; }

    /// <summary>Gets how many requests run together.</summary>
    public int ParallelSequences { get; }

    /// <summary>Gets when the newest report came; the greatest time while there was none.</summary>
    public TimeSpan LastReportAt { get; }

    /// <summary>Gets the KV cells that hold nothing; null while there was no report.</summary>
    public long? FreeKvCells { get; }

    /// <summary>Gets the KV cells that no running request holds, free or with something warm; null while there was no report.</summary>
    public long? UnpinnedKvCells { get; }

    /// <summary>Gets the requests of others than this gateway when the report came; 0 while there was none.</summary>
    public int ForeignRequests => Math.Max(0, _foreignRequests);

    /// <summary>Gets the requests of this gateway when the report came; 0 while there was none.</summary>
    public int OwnRequestsThen => Load?.OwnThen.Requests ?? 0;

    /// <summary>Gets a value indicating whether others than this gateway had work there when the report came.</summary>
    public bool HasForeignWork => _foreignRequests > 0;

    /// <summary>Gets the requests that run or wait: those of the report, with what this gateway sent and had back since.</summary>
    public int BusyRequests
    {
        get
        {
            int own = InFlight.Now.Requests;
            return Math.Max(own, own + _foreignRequests);
        }
    }

    /// <summary>Gets the prompt tokens that are still to be computed, counted likewise.</summary>
    public long QueuedTokens => Math.Max(0, InFlight.Now.PromptTokens + _foreignTokens);

    /// <summary>Makes a view of the same replica after its node or its model was announced again.</summary>
    public ReplicaView With(FleetNode node, ModelInfo model) => new(node, model, InFlight, Load, IsSuspected);

    /// <summary>Makes a view with a newer report.</summary>
    public ReplicaView With(ReplicaLoad load) => new(Node, Model, InFlight, load, IsSuspected);

    /// <summary>Makes a view that is, or is no longer, suspected.</summary>
    public ReplicaView With(bool isSuspected) => new(Node, Model, InFlight, Load, isSuspected);
}
