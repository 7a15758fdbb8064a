namespace FinCluster.Inference.Grammar;

/// <summary>
/// Groups the 256 bytes into runs that no range of a grammar tells apart. Transition tables have one column per class, and a typical
/// grammar has some dozens.
/// </summary>
internal sealed class ByteClasses
{
    private readonly byte[] _classes = new byte[256];
    private readonly List<byte> _representatives = [0];

    /// <summary>Cuts the bytes at every end of a range.</summary>
    public ByteClasses(ReadOnlySpan<ByteRange> ranges)
    {
        Span<bool> starts = stackalloc bool[257];
        foreach (var range in ranges)
        {
            starts[range.Low] = true;
            starts[range.High + 1] = true;
        }

        for (var value = 1; value < 256; value++)
        {
            if (starts[value])
            {
                _representatives.Add((byte)value);
            }

            _classes[value] = (byte)(_representatives.Count - 1);
        }
    }

    /// <summary>Gets how many classes there are, 1 to 256.</summary>
    public int Count => _representatives.Count;

    /// <summary>Gets the class of each byte. A range of bytes is a range of classes.</summary>
    public byte[] OfByte => _classes;

    /// <summary>Gets one byte of a class; the others behave alike.</summary>
    public byte Representative(int byteClass) => _representatives[byteClass];
}
