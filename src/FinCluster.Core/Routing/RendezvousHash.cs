using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing;

/// <summary>
/// Ranks nodes for a key so that all gateways agree without talking, and so that a node that comes or goes moves only the
/// keys that were, or are now, its own.
/// </summary>
/// <remarks>Thaler and Ravishankar: Using name-based mappings to increase hit rates, 1998.</remarks>
public static class RendezvousHash
{
    /// <summary>Computes the weight of a node for a key; the node with the largest is the key's own.</summary>
    public static ulong Weight(string key, NodeId node)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{node.Value}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
