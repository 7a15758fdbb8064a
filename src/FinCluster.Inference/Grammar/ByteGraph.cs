namespace FinCluster.Inference.Grammar;

/// <summary>Bytes from <paramref name="Low"/> to <paramref name="High"/> that lead to one target.</summary>
/// <param name="Low">The first byte.</param>
/// <param name="High">The last byte.</param>
/// <param name="Target">A node of the graph, or <see cref="ByteGraph.Accept"/>.</param>
internal readonly record struct ByteRange(byte Low, byte High, int Target);

/// <summary>
/// Immutable acceptors for the UTF-8 of one character: each node reads a byte and leads to the node for the rest of the character.
/// Classes share nodes ("any continuation byte" exists once).
/// </summary>
internal sealed class ByteGraph
{
    /// <summary>The target of a byte that completes the character.</summary>
    public const int Accept = -1;

    /// <summary>The target of a byte that does not fit.</summary>
    public const int None = -2;

    private readonly int[] _starts;
    private readonly ByteRange[] _ranges;

    /// <summary>Takes the ranges of each node, ascending and disjoint.</summary>
    public ByteGraph(IReadOnlyList<ByteRange[]> nodes)
    {
        _starts = new int[nodes.Count + 1];
        for (var i = 0; i < nodes.Count; i++)
        {
            _starts[i + 1] = _starts[i] + nodes[i].Length;
        }

        _ranges = [.. nodes.SelectMany(ranges => ranges)];
    }

    /// <summary>Gets how many nodes there are.</summary>
    public int NodeCount => _starts.Length - 1;

    /// <summary>Gets every range of every node.</summary>
    public ReadOnlySpan<ByteRange> AllRanges => _ranges;

    /// <summary>Gets the ranges of one node.</summary>
    public ReadOnlySpan<ByteRange> Ranges(int node) => _ranges.AsSpan(_starts[node].._starts[node + 1]);

    /// <summary>Reads one byte: a node, <see cref="Accept"/> or <see cref="None"/>.</summary>
    public int Step(int node, byte value)
    {
        var low = _starts[node];
        var high = _starts[node + 1] - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            ref readonly var range = ref _ranges[middle];
            if (value < range.Low)
            {
                high = middle - 1;
            }
            else if (value > range.High)
            {
                low = middle + 1;
            }
            else
            {
                return range.Target;
            }
        }

        return None;
    }
}
