namespace FinCluster.Core.Routing.Filters;

/// <summary>Where others send work too, prefers replicas that most likely still have a sequence free when the request comes.</summary>
/// <remarks>
/// What others sent since the last report is not counted, so a sixteenth of the sequences is left for it: two gateways do not both take the last free
/// one while the next replica has many.
/// </remarks>
internal sealed class SpareRoomFilter : IRouteFilter
{
    private const int UncertainPart = 16;

    public bool IsPreference => true;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate)
    {
        int sequences = candidate.Replica.ParallelSequences;
        return !candidate.Replica.HasForeignWork || candidate.BusyRequests < sequences - (sequences / UncertainPart);
    }
}
