using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace FinCluster.Grpc.Wire;

/// <summary>Writes length-prefixed messages: one flag byte, four bytes of length (big endian), the message.</summary>
internal static class MessageWriter
{
    /// <summary>Bytes before each message.</summary>
    public const int PrefixBytes = 5;

    private const int MaxPieceBytes = 1024;

    /// <summary>Writes one message and does not flush.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message, bool gzip)
    {
        int size = message.CalculateSize();
        if (gzip && size >= Gzip.MinMessageBytes)
        {
            WriteCompressed(output, message, size);
            return;
        }

        // A token, with its prefix, in one piece: outputs lock for each.
        if (size <= MaxPieceBytes)
        {
            Span<byte> piece = output.GetSpan(PrefixBytes + size);
            SetPrefix(piece, compressed: false, size);
            message.WriteTo(piece.Slice(PrefixBytes, size));
            output.Advance(PrefixBytes + size);
            return;
        }

        WritePrefix(output, compressed: false, size);
        message.WriteTo(output);
    }

    private static void WriteCompressed(IBufferWriter<byte> output, IMessage message, int size)
    {
        using var plain = new PooledBuffer(size);
        message.WriteTo(plain);
        using PooledBuffer zipped = Gzip.Compress(plain.Written.Span);
        bool smaller = zipped.Length < size;
        ReadOnlySpan<byte> body = (smaller ? zipped : plain).Written.Span;
        WritePrefix(output, smaller, body.Length);
        output.Write(body);
    }

    private static void WritePrefix(IBufferWriter<byte> output, bool compressed, int length)
    {
        SetPrefix(output.GetSpan(PrefixBytes), compressed, length);
        output.Advance(PrefixBytes);
    }

    private static void SetPrefix(Span<byte> prefix, bool compressed, int length)
    {
        prefix[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
    }
}
