using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing;

/// <summary>
/// Ranks nodes for a key so that all gateways agree without talking, and so that a node that comes or goes moves only the
/// keys that were, or are now, its own.
/// </summary>
/// <remarks>
/// <para>Thaler and Ravishankar: Using name-based mappings to increase hit rates, 1998.</para>
/// <para>
/// Names are turned into 64-bit numbers once (FNV-1a over UTF-8, then the finalizer of MurmurHash3); a weight is the finalizer of the
/// two numbers' exclusive or, about a nanosecond. Gateways of different releases must agree, so both are part of the protocol.
/// </para>
/// </remarks>
public static class RendezvousHash
{
    private const ulong FnvOffset = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    // Keys and nodes begin differently, so that a session that is named like a node is nothing special to it.
    private const byte KeyMark = 1;
    private const byte NodeMark = 2;

    /// <summary>Turns the name of a key, for example a session, into its number.</summary>
    public static ulong Key(ReadOnlySpan<char> name) => Number(KeyMark, name);

    /// <summary>Turns the name of a node into its number.</summary>
    public static ulong Seed(NodeId node) => Number(NodeMark, node.Value);

    /// <summary>Computes the weight of a node for a key; the node with the largest is the key's own.</summary>
    /// <param name="key">Any well-mixed number: of <see cref="Key"/>, or a prefix block.</param>
    /// <param name="seed">The number of the node, from <see cref="Seed"/>.</param>
    public static ulong Weight(ulong key, ulong seed) => Mix(key ^ seed);

    /// <summary>Computes the weight of a node for a named key.</summary>
    public static ulong Weight(string key, NodeId node) => Weight(Key(key), Seed(node));

    private static ulong Number(byte mark, ReadOnlySpan<char> name)
    {
        Span<byte> utf8 = stackalloc byte[256];
        ulong hash = (FnvOffset ^ mark) * FnvPrime;
        while (!name.IsEmpty)
        {
            System.Text.Unicode.Utf8.FromUtf16(name, utf8, out int read, out int written);
            foreach (byte part in utf8[..written])
            {
                hash = (hash ^ part) * FnvPrime;
            }

            name = name[read..];
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
