using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FinCluster.Grpc.Client;
using Google.Protobuf;

namespace FinCluster.Grpc.Wire;

/// <summary>Reads the length-prefixed messages of one direction of one call. One read at a time.</summary>
/// <param name="input">The bytes; the reader does not complete it.</param>
/// <param name="decode">Reads one message.</param>
/// <param name="encoding">The peer's <c>grpc-encoding</c>; null when it sent none.</param>
/// <param name="maxBytes">Largest message, before and after decompression.</param>
/// <param name="isServer">Which side reads: the two answer a few faults with different statuses.</param>
internal sealed class MessageReader<T>(PipeReader input, GrpcMessageDecoder<T> decode, string? encoding, int maxBytes, bool isServer)
    where T : class
{
    // What came with the last read and is not taken yet. A burst is one read, and the pipe is told once that all of it is taken.
    private ReadOnlySequence<byte> _rest;
    private bool _isReading;
    private bool _isLast;

    /// <summary>Reads the next message; null at the end of the stream.</summary>
    /// <exception cref="GrpcException">What arrived is no message, or one over the limit.</exception>
    public ValueTask<T?> ReadAsync(CancellationToken cancellationToken) =>
        Take() is { } message ? new ValueTask<T?>(message) : WaitAsync(cancellationToken);

    /// <remarks>Pooled, because a streamed message that is not there yet would cost a state machine on the heap otherwise.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T?> WaitAsync(CancellationToken cancellationToken)
    {
        while (!_isLast)
        {
            if (_isReading)
            {
                _isReading = false;
                input.AdvanceTo(_rest.Start, _rest.End);
            }

            ReadResult read = await input.ReadAsync(cancellationToken);
            (_rest, _isReading, _isLast) = (read.Buffer, true, read.IsCompleted);
            if (Take() is { } message)
            {
                return message;
            }
        }

        return _rest.IsEmpty ? null : throw Truncated();
    }

    /// <summary>Takes a message off what has been read, and those before it that are to be passed over; null when there is none.</summary>
    private T? Take()
    {
        T? message = null;
        while (message is null && TryRead(_rest, out message, out SequencePosition consumed))
        {
            _rest = _rest.Slice(consumed);
        }

        return message;
    }

    /// <summary>Reads the first message; false when not all of it is there. The message is null when it is to be passed over.</summary>
    private bool TryRead(in ReadOnlySequence<byte> buffer, out T? message, out SequencePosition consumed)
    {
        (message, consumed) = (null, buffer.Start);
        if (buffer.Length < MessageWriter.PrefixBytes)
        {
            return false;
        }

        (bool compressed, int length) = ReadPrefix(buffer);
        if (buffer.Length - MessageWriter.PrefixBytes < length)
        {
            return false;
        }

        ReadOnlySequence<byte> body = buffer.Slice(MessageWriter.PrefixBytes, length);
        message = compressed ? ParseCompressed(body) : Parse(body);
        consumed = body.End;
        return true;
    }

    private (bool Compressed, int Length) ReadPrefix(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[MessageWriter.PrefixBytes];
        buffer.Slice(0, MessageWriter.PrefixBytes).CopyTo(prefix);
        if (prefix[0] > 1)
        {
            throw new GrpcException(GrpcStatus.Internal, $"A message begins with flag {prefix[0]}, which is neither 0 nor 1.");
        }

        // Checked before anything is buffered: an absurd length must not make this side wait for that many bytes.
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= (uint)maxBytes
            ? (prefix[0] == 1, (int)length)
            : throw new GrpcException(GrpcStatus.ResourceExhausted, $"A message of {length} bytes is over the limit of {maxBytes} bytes.");
    }

    private T? ParseCompressed(in ReadOnlySequence<byte> body)
    {
        if (encoding is null or GrpcHeaders.Identity)
        {
            throw new GrpcException(GrpcStatus.Internal, "A message is marked as compressed, but grpc-encoding names no compression.");
        }

        if (encoding != GrpcHeaders.Gzip)
        {
            throw new GrpcException(
                isServer ? GrpcStatus.Unimplemented : GrpcStatus.Internal,
                $"The message encoding '{encoding}' is not supported; {GrpcHeaders.SupportedEncodings} are.");
        }

        using PooledBuffer message = Gzip.Decompress(body, maxBytes);
        return Parse(new ReadOnlySequence<byte>(message.Written));
    }

    private T? Parse(in ReadOnlySequence<byte> body)
    {
        try
        {
            return decode(body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcStatus.Internal, $"The message is not a well-formed {typeof(T).Name}.", inner: e);
        }
    }

    // A client that stops inside a message broke the protocol. A server that does has usually died, behind a proxy perhaps.
    private GrpcException Truncated() => isServer
        ? new(GrpcStatus.Internal, "The request ended inside a message.")
        : new(GrpcStatus.Unavailable, "The response ended inside a message.");
}
