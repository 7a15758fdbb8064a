namespace FinCluster.Core.Routing.Views;

/// <summary>What the replicas whose nodes are ready can compute at once.</summary>
/// <param name="Streams">Requests; 0 when no node is ready.</param>
/// <param name="Tokens">Tokens of prompts and answers, if every request is as long as it may be.</param>
public readonly record struct GroupRoom(long Streams, long Tokens)
{
    /// <summary>Adds two up.</summary>
    public static GroupRoom operator +(GroupRoom a, GroupRoom b) => new(a.Streams + b.Streams, a.Tokens + b.Tokens);

    /// <summary>Gets what one replica adds.</summary>
    internal static GroupRoom Of(ReplicaView replica) => replica.IsReady
        ? new(replica.ParallelSequences, (long)replica.ParallelSequences * replica.Model.ContextLength)
        : default;
}
