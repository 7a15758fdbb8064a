using System.Buffers.Binary;
using System.Text;

namespace FinCluster.Audit.Format;

/// <summary>Reads what <see cref="ByteBuffer"/> wrote. What runs past the end, or is no text, is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Gets a value indicating whether everything was read.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count > _left.Length)
        {
            throw new InvalidDataException("the record is shorter than what it holds");
        }

        ReadOnlySpan<byte> taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    public byte TakeByte() => Take(1)[0];

    public ushort TakeUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint TakeUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long TakeInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public string TakeName() => TakeNameOrNull() ?? throw new InvalidDataException("a name is missing");

    public string? TakeNameOrNull() => TakeUInt16() is var count && count == ushort.MaxValue ? null : ToText(Take(count));

    /// <summary>Reads a name's bytes without making a string; null is empty, as no name is.</summary>
    public ReadOnlySpan<byte> TakeNameBytes() => TakeUInt16() is var count && count == ushort.MaxValue ? default : Take(count);

    public string TakeText() => ToText(Take(TakeUInt32()));

    private static string ToText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ByteBuffer.Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("a text is no UTF-8", e);
        }
    }
}
