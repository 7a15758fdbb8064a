using System.Collections.Immutable;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing;

/// <summary>Remembers where this gateway has just sent prompts, until the node itself says that it holds them.</summary>
/// <remarks>
/// Thread-safe. A table of fixed size in which a prompt overwrites another one that falls on its place: what is forgotten costs
/// a wrong guess. It also measures how many prompts begin like an earlier one.
/// </remarks>
internal sealed class RecentPrompts
{
    /// <summary>Prompts that begin with this many equal blocks are taken to be of one kind: half a thousand bytes.</summary>
    public const int KeyBlocks = 8;

    private const int Places = 4_096;

    // 128 KiB of text, so that the table never holds more than 64 MiB.
    private const int MaxBlocks = 2_048;

    // About thirty prompts decide what share of them comes again.
    private const double Smoothing = 1.0 / 32;

    // A prompt is read, and reported as held, in this time or its node is in trouble.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Place[] _places = [.. Enumerable.Range(0, Places).Select(_ => new Place())];
    private double _repeatShare = 1;

    /// <summary>Gets the share of prompts that begin like an earlier one, 0 to 1. It begins with 1: a new gateway hopes.</summary>
    public double RepeatShare => Volatile.Read(ref _repeatShare);

    /// <summary>Gets the name of a prompt's beginning.</summary>
    public static ulong KeyOf(ReadOnlySpan<ulong> blocks) => blocks[Math.Min(KeyBlocks, blocks.Length) - 1];

    /// <summary>Finds the node to which a prompt with the same beginning was sent last, and how much of this one that node will hold.</summary>
    /// <returns>The number of blocks; 0 when there was no such prompt lately.</returns>
    public int Expect(ReadOnlySpan<ulong> blocks, TimeSpan now, out NodeId node)
    {
        ulong key = KeyOf(blocks);
        Place place = PlaceOf(key);
        lock (place)
        {
            node = place.Node;
            return place.Key == key && !place.Blocks.IsDefault && now - place.SentAt <= Lifetime
                ? CommonLength(blocks, place.Blocks.AsSpan())
                : 0;
        }
    }

    /// <summary>Notes that a prompt is sent.</summary>
    public void OnSent(ImmutableArray<ulong> blocks, NodeId node, TimeSpan now)
    {
        ulong key = KeyOf(blocks.AsSpan());
        Place place = PlaceOf(key);
        bool comesAgain;
        lock (place)
        {
            comesAgain = place.Key == key;
            place.Key = key;
            place.Blocks = blocks.Length <= MaxBlocks ? blocks : default;
            place.Node = node;
            place.SentAt = now;
        }

        // Two threads may overwrite each other's share; it is an estimate.
        double share = RepeatShare;
        Volatile.Write(ref _repeatShare, share + (((comesAgain ? 1 : 0) - share) * Smoothing));
    }

    // A block's name stands for all before it, so the first difference is found by bisection.
    private static int CommonLength(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        (int same, int different) = (0, Math.Min(one.Length, other.Length) + 1);
        while (different - same > 1)
        {
            int probe = same + ((different - same) / 2);
            if (one[probe - 1] == other[probe - 1])
            {
                same = probe;
            }
            else
            {
                different = probe;
            }
        }

        return same;
    }

    private Place PlaceOf(ulong key) => _places[key % Places];

    private sealed class Place
    {
        public ulong Key { get; set; }

        public ImmutableArray<ulong> Blocks { get; set; }

        public NodeId Node { get; set; }

        public TimeSpan SentAt { get; set; }
    }
}
