using System.Collections.Immutable;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing.Views;

/// <summary>The replicas of one model. Immutable.</summary>
public sealed class ReplicaGroup
{
    /// <summary>A model that nobody serves.</summary>
    public static readonly ReplicaGroup Empty = new([]);

    // Never changed after it is made; made anew with each fleet.
    private readonly Dictionary<NodeId, int> _indexes;
    private readonly ImmutableArray<ulong> _seeds;

    /// <summary>Makes a group.</summary>
    /// <param name="replicas">The replicas, of different nodes.</param>
    public ReplicaGroup(ImmutableArray<ReplicaView> replicas)
        : this(
            replicas,
            replicas.Index().ToDictionary(replica => replica.Item.Node.Id, replica => replica.Index),
            [.. replicas.Select(replica => RendezvousHash.Seed(replica.Node.Id))],
            replicas.Count(replica => replica.HasForeignWork),
            replicas.Aggregate(default(GroupLoad), (sum, replica) => sum + GroupLoad.Of(replica)),
            replicas.Aggregate(default(GroupRoom), (sum, replica) => sum + GroupRoom.Of(replica)))
    {
    }

    private ReplicaGroup(
        ImmutableArray<ReplicaView> replicas,
        Dictionary<NodeId, int> indexes,
        ImmutableArray<ulong> seeds,
        int foreign,
        GroupLoad load,
        GroupRoom room)
    {
        Replicas = replicas;
        _indexes = indexes;
        _seeds = seeds;
        WithForeignWork = foreign;
        Load = load;
        Room = room;
    }

    /// <summary>Gets the replicas.</summary>
    public ImmutableArray<ReplicaView> Replicas { get; }

    /// <summary>Gets how many replicas have work that this gateway did not send, which it knows only as of their reports.</summary>
    public int WithForeignWork { get; }

    /// <summary>Gets what they had together when they reported.</summary>
    public GroupLoad Load { get; }

    /// <summary>Gets what they can compute at once.</summary>
    public GroupRoom Room { get; }

    /// <summary>Finds a node's replica; -1 when the node does not serve the model.</summary>
    public int IndexOf(NodeId node) => _indexes.TryGetValue(node, out int index) ? index : -1;

    /// <summary>Finds the replica that a key belongs to by rendezvous hashing; -1 when there is none.</summary>
    /// <param name="key">The key's number.</param>
    /// <param name="below">Only weights less than this count: that of a replica passed over, or the greatest number.</param>
    public int OwnerOf(ulong key, ulong below)
    {
        int owner = -1;
        ulong most = 0;
        ReadOnlySpan<ulong> seeds = _seeds.AsSpan();
        for (int i = 0; i < seeds.Length; i++)
        {
            ulong weight = RendezvousHash.Weight(key, seeds[i]);
            if (weight >= most && weight < below)
            {
                (owner, most) = (i, weight);
            }
        }

        return owner;
    }

    /// <summary>Gets the weight of a replica for a key.</summary>
    public ulong WeightOf(ulong key, int index) => RendezvousHash.Weight(key, _seeds[index]);

    /// <summary>Makes a group in which one replica is seen otherwise. Costs a copy of the references.</summary>
    internal ReplicaGroup With(int index, ReplicaView replica) => new(
        Replicas.SetItem(index, replica),
        _indexes,
        _seeds,
        WithForeignWork + Foreign(replica) - Foreign(Replicas[index]),
        Load + GroupLoad.Of(replica) - GroupLoad.Of(Replicas[index]),
        Room);

    private static int Foreign(ReplicaView replica) => replica.HasForeignWork ? 1 : 0;
}
