namespace FinCluster.Core.Routing.Views;

/// <summary>What the replicas whose nodes are ready have together, as of their newest reports.</summary>
/// <param name="Own">Requests of this gateway, when the reports came.</param>
/// <param name="Foreign">Requests of others.</param>
public readonly record struct GroupLoad(long Own, long Foreign)
{
    /// <summary>Adds two up.</summary>
    public static GroupLoad operator +(GroupLoad a, GroupLoad b) => new(a.Own + b.Own, a.Foreign + b.Foreign);

    /// <summary>Takes the second off the first.</summary>
    public static GroupLoad operator -(GroupLoad a, GroupLoad b) => new(a.Own - b.Own, a.Foreign - b.Foreign);

    /// <summary>Gets what one replica adds.</summary>
    internal static GroupLoad Of(ReplicaView replica) => replica.IsReady ? new(replica.OwnRequestsThen, replica.ForeignRequests) : default;
}
