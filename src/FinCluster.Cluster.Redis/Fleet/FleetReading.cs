using System.Collections.Frozen;
using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>What one successful read of the fleet showed.</summary>
/// <param name="Epoch">Names the fleet; another one means that Redis has lost what it knew.</param>
/// <param name="Revision">Names the list of nodes; another one means that it changed.</param>
/// <param name="NextLeaseEnd">When the first lease ends, from the read on; null when there is none.</param>
/// <param name="Nodes">The nodes by id, as text; null when they are those of the read before.</param>
/// <param name="Removed">The nodes that went by themselves lately.</param>
internal sealed record FleetReading(
    string Epoch, string Revision, TimeSpan? NextLeaseEnd, IReadOnlyDictionary<string, string>? Nodes, IReadOnlySet<string> Removed)
{
    private const int Head = 5;

    /// <summary>Reads the reply of the script.</summary>
    public static FleetReading From(RedisReply reply)
    {
        long milliseconds = reply.Number(3);
        TimeSpan? nextEnd = milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds);
        if (reply.Status == "same")
        {
            return new FleetReading(reply.Text(1), reply.Text(2), nextEnd, null, FrozenSet<string>.Empty);
        }

        int removedEnd = Head + (int)reply.Number(4);
        var removed = new HashSet<string>(StringComparer.Ordinal);
        for (int i = Head; i < removedEnd; i++)
        {
            removed.Add(reply.Text(i));
        }

        var nodes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = removedEnd; i < reply.Count; i += 2)
        {
            nodes.Add(reply.Text(i), reply.Text(i + 1));
        }

        return new FleetReading(reply.Text(1), reply.Text(2), nextEnd, nodes, removed);
    }
}
