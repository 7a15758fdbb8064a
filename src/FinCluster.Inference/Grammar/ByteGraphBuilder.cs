namespace FinCluster.Inference.Grammar;

/// <summary>Turns sets of characters into nodes of a <see cref="ByteGraph"/>; equal nodes are made once.</summary>
internal sealed class ByteGraphBuilder
{
    private const int ContinuationBits = 6;
    private const byte ContinuationMark = 0x80;

    private readonly Dictionary<ByteRange[], int> _indices = new(new RangesComparer());
    private readonly List<ByteRange[]> _nodes = [];

    /// <summary>Makes the node that takes exactly one byte.</summary>
    public int Single(byte value) => Intern([new(value, value, ByteGraph.Accept)]);

    /// <summary>Makes the node that takes the UTF-8 of one character of a set. The set is not empty.</summary>
    public int Characters(CharacterSet characters)
    {
        // Lengths in ascending order have ascending lead bytes, so the ranges come out sorted.
        var ranges = new List<ByteRange>();
        AddLength(ranges, characters, low: 0, high: 0x7F, continuations: 0, leadMark: 0);
        AddLength(ranges, characters, low: 0x80, high: 0x7FF, continuations: 1, leadMark: 0xC0);
        AddLength(ranges, characters, low: 0x800, high: 0xFFFF, continuations: 2, leadMark: 0xE0);
        AddLength(ranges, characters, low: 0x10000, CharacterSet.Highest, continuations: 3, leadMark: 0xF0);
        return Intern([.. ranges]);
    }

    /// <summary>Makes the immutable graph.</summary>
    public ByteGraph Build() => new(_nodes);

    private void AddLength(List<ByteRange> ranges, CharacterSet characters, int low, int high, int continuations, byte leadMark)
    {
        var values = new List<CharacterRange>();
        foreach (var range in characters.Ranges)
        {
            if (range.First <= high && range.Last >= low)
            {
                values.Add(new(Math.Max(range.First, low), Math.Min(range.Last, high)));
            }
        }

        AddByte(ranges, values, continuations, leadMark);
    }

    /// <summary>Adds the ranges of one byte, which carries the bits of the values above those of its continuation bytes.</summary>
    private void AddByte(List<ByteRange> ranges, List<CharacterRange> values, int continuations, byte mark)
    {
        var pieces = Cut(values, ContinuationBits * continuations);
        for (var i = 0; i < pieces.Count;)
        {
            var (low, high, rest) = pieces[i];
            if (rest is null)
            {
                AddRange(ranges, mark | low, mark | high, AnyContinuation(continuations));
                i++;
                continue;
            }

            // Values with the same byte share one node for what follows it.
            var rests = new List<CharacterRange>();
            for (; i < pieces.Count && pieces[i].Low == low && pieces[i].After is { } next; i++)
            {
                rests.Add(next);
            }

            AddRange(ranges, mark | low, mark | low, Continuation(rests, continuations));
        }
    }

    /// <summary>Cuts values into pieces: bytes whose continuations are free, or one byte with the values of its continuations.</summary>
    private static List<(int Low, int High, CharacterRange? After)> Cut(List<CharacterRange> values, int shift)
    {
        var pieces = new List<(int, int, CharacterRange?)>();
        var mask = (1 << shift) - 1;
        foreach (var (low, high) in values)
        {
            for (int first = low, last; first <= high; first = last + 1)
            {
                var isWhole = (first & mask) == 0 && high - first >= mask;
                last = isWhole ? ((high + 1) & ~mask) - 1 : Math.Min(high, first | mask);
                pieces.Add((first >> shift, last >> shift, isWhole ? null : new(first & mask, last & mask)));
            }
        }

        return pieces;
    }

    private int Continuation(List<CharacterRange> values, int continuations)
    {
        var ranges = new List<ByteRange>();
        AddByte(ranges, values, continuations - 1, ContinuationMark);
        return Intern([.. ranges]);
    }

    private int AnyContinuation(int continuations) =>
        continuations == 0 ? ByteGraph.Accept : Intern([new(0x80, 0xBF, AnyContinuation(continuations - 1))]);

    // Neighbours with one target become one range, so that equal nodes look equal.
    private static void AddRange(List<ByteRange> ranges, int low, int high, int target)
    {
        if (ranges.Count > 0 && ranges[^1].Target == target && ranges[^1].High + 1 == low)
        {
            ranges[^1] = ranges[^1] with { High = (byte)high };
        }
        else
        {
            ranges.Add(new((byte)low, (byte)high, target));
        }
    }

    private int Intern(ByteRange[] ranges)
    {
        if (!_indices.TryGetValue(ranges, out var index))
        {
            index = _nodes.Count;
            _indices.Add(ranges, index);
            _nodes.Add(ranges);
        }

        return index;
    }

    private sealed class RangesComparer : IEqualityComparer<ByteRange[]>
    {
        public bool Equals(ByteRange[]? x, ByteRange[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ByteRange[] obj)
        {
            var hash = default(HashCode);
            foreach (var range in obj)
            {
                hash.Add(range);
            }

            return hash.ToHashCode();
        }
    }
}
