using System.Buffers.Binary;
using System.Text;

namespace FinCluster.Audit.Format;

/// <summary>Bytes that grow at their end. Numbers are little-endian.</summary>
internal sealed class ByteBuffer
{
    private const int KeptBytes = 16 * 1024 * 1024;

    /// <summary>UTF-8 that refuses what is no text, so that the same event always has the same bytes.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _bytes = new byte[4096];

    /// <summary>Gets how many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the bytes; valid until the next addition.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins anew. Memory of an unusually long content is given back.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[4096];
        }
    }

    /// <summary>Adds bytes that the caller fills; valid until the next addition.</summary>
    public Span<byte> Reserve(int count)
    {
        int length = checked(Length + count);
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(length, _bytes.Length * 2L)));
        }

        Span<byte> reserved = _bytes.AsSpan(Length, count);
        Length = length;
        return reserved;
    }

    /// <summary>Gets bytes that were written, to fill in what is known only now.</summary>
    public Span<byte> At(int offset, int count) => _bytes.AsSpan(0, Length).Slice(offset, count);

    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void AddByte(byte value) => Reserve(1)[0] = value;

    public void AddUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    public void AddUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void AddInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    /// <summary>Adds a name with its length in two bytes; null is the length 65535.</summary>
    public void AddName(string? value)
    {
        if (value is null)
        {
            AddUInt16(ushort.MaxValue);
            return;
        }

        int count = Utf8.GetByteCount(value);
        AddUInt16(checked((ushort)count));
        Utf8.GetBytes(value, Reserve(count));
    }

    /// <summary>Adds a text with its length in four bytes.</summary>
    public void AddText(string value)
    {
        int count = Utf8.GetByteCount(value);
        AddUInt32((uint)count);
        Utf8.GetBytes(value, Reserve(count));
    }
}
