using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace FinCluster.Grpc.Wire;

/// <summary>The gzip message encoding (RFC 1952).</summary>
internal static class Gzip
{
    /// <summary>
    /// Messages below this size travel as they are: gzip adds 18 bytes and gains nothing on them, and for no input at all
    /// <see cref="GZipStream"/> writes no output, which other implementations reject.
    /// </summary>
    public const int MinMessageBytes = 256;

    private const int TrailerBytes = 8;
    private const int MaxInitialCapacity = 1 << 20;

    /// <summary>Compresses a message. The caller disposes the result.</summary>
    public static PooledBuffer Compress(ReadOnlySpan<byte> message)
    {
        var compressed = new PooledBuffer(message.Length / 2);
        using (var zip = new GZipStream(new PooledBufferStream(compressed), CompressionLevel.Fastest))
        {
            zip.Write(message);
        }

        return compressed;
    }

    /// <summary>Decompresses a message. The caller disposes the result.</summary>
    /// <exception cref="GrpcException">
    /// RESOURCE_EXHAUSTED when it is larger than <paramref name="maxBytes"/>: never is more than that decompressed.
    /// INTERNAL when the bytes are no whole gzip message.
    /// </exception>
    public static PooledBuffer Decompress(in ReadOnlySequence<byte> compressed, int maxBytes)
    {
        using var input = new PooledBuffer((int)compressed.Length);
        compressed.CopyTo(input.GetSpan((int)compressed.Length));
        input.Advance((int)compressed.Length);

        // Some compressors turn an empty message into nothing at all.
        uint declared = input.Length == 0 ? 0 : ReadDeclaredLength(input.Written.Span);
        var message = new PooledBuffer(InitialCapacity(declared, input.Length));
        try
        {
            Inflate(input, message, maxBytes);

            // GZipStream takes truncated input for the end of the data. The declared length shows that something is missing.
            return message.Length == declared ? message : throw Malformed(null);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    // The declared length is the peer's word, so it is believed only as far as gzip commonly goes. The extra byte is for the
    // read that finds the end.
    private static int InitialCapacity(uint declared, int compressedBytes) =>
        (int)Math.Min(Math.Min(declared, compressedBytes * 8L), MaxInitialCapacity) + 1;

    private static void Inflate(PooledBuffer input, PooledBuffer message, int maxBytes)
    {
        using var zip = new GZipStream(input.OpenRead(), CompressionMode.Decompress);
        try
        {
            while (zip.Read(message.GetSpan()) is > 0 and int count)
            {
                message.Advance(count);
                if (message.Length > maxBytes)
                {
                    throw new GrpcException(
                        GrpcStatus.ResourceExhausted, $"The decompressed message is over the limit of {maxBytes} bytes.");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw Malformed(e);
        }
    }

    private static uint ReadDeclaredLength(ReadOnlySpan<byte> gzip) =>
        gzip.Length > TrailerBytes ? BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]) : throw Malformed(null);

    private static GrpcException Malformed(Exception? inner) =>
        new(GrpcStatus.Internal, "The message is not well-formed gzip.", inner: inner);
}
