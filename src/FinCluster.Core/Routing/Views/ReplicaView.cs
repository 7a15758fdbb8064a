using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing.Views;

/// <summary>One replica as a gateway sees it. Immutable but for <see cref="InFlight"/>, which counts while others read.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Model">Its model.</param>
/// <param name="InFlight">What this gateway has sent there; the same object as long as the node serves the model.</param>
public sealed record ReplicaView(FleetNode Node, ModelInfo Model, InFlightMeter InFlight)
{
    /// <summary>Gets the newest report; null while there was none.</summary>
    public ReplicaLoad? Load { get; init; }

    /// <summary>Gets a value indicating whether the node seems to be lost.</summary>
    public bool IsSuspected { get; init; }

    /// <summary>Gets the requests that run or wait: those of the report, with what this gateway sent and had back since.</summary>
    public int BusyRequests
    {
        get
        {
            int own = InFlight.Now.Requests;
            return Load is null ? own : Math.Max(own, Load.BusyRequests + own - Load.OwnThen.Requests);
        }
    }

    /// <summary>Gets the prompt tokens that are still to be computed, counted likewise.</summary>
    public long QueuedTokens
    {
        get
        {
            long own = InFlight.Now.PromptTokens;
            return Load is null ? own : Math.Max(0, Load.Statistics.QueuedPromptTokens + own - Load.OwnThen.PromptTokens);
        }
    }

    /// <summary>Gets the KV cells that hold nothing; null while there was no report.</summary>
    public long? FreeKvCells => Load is null ? null : Math.Max(0, Load.Statistics.KvCellsTotal - Load.Statistics.KvCellsUsed);
}
