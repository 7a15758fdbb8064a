using System.Buffers;
using System.IO.Pipelines;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Grpc.Wire;
using FinCluster.Testing;
using Google.Protobuf;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class MessageReaderTests
{
    private const int MaxBytes = 1000;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    [Fact]
    public async Task ReadAsync_ByteByByte_GivesEachMessageOnce()
    {
        MessageReader<EchoReply> reader = NewReader();
        EchoReply[] messages = [new() { Text = "久期", Number = 1 }, new(), new() { Number = 3 }];
        byte[] wire = [.. messages.SelectMany(message => Frame(message))];
        Task writing = WriteSlowlyAsync(wire);

        foreach (EchoReply message in messages)
        {
            Assert.Equal(message, await reader.ReadAsync(TestTimeouts.Token));
        }

        Assert.Null(await reader.ReadAsync(TestTimeouts.Token));
        await writing;
    }

    [Fact]
    public async Task ReadAsync_MessageThatTheDecoderPassesOver_IsNotTheEnd()
    {
        EchoReply[] messages = [new() { Number = 1 }, new() { Number = 2 }, new() { Number = 3 }];
        var reader = new MessageReader<EchoReply>(
            _pipe.Reader,
            (in message) => EchoReply.Parser.ParseFrom(message) is { Number: not 2 } other ? other : null,
            encoding: null,
            MaxBytes,
            isServer: false);
        Task writing = WriteSlowlyAsync([.. messages.SelectMany(message => Frame(message))]);

        Assert.Equal(1, (await reader.ReadAsync(TestTimeouts.Token))?.Number);
        Assert.Equal(3, (await reader.ReadAsync(TestTimeouts.Token))?.Number);
        Assert.Null(await reader.ReadAsync(TestTimeouts.Token));
        await writing;
    }

    [Fact]
    public async Task ReadAsync_MessageOfTheLimit_IsRead()
    {
        var message = new EchoReply { Text = new string('x', MaxBytes - 3) };
        Assert.Equal(MaxBytes, message.CalculateSize());

        Assert.Equal(message, await ReadAsync(Frame(message), isServer: true));
    }

    [Theory]
    [InlineData(GrpcStatus.ResourceExhausted, new byte[] { 0, 0, 0, 3, 233 })]
    [InlineData(GrpcStatus.ResourceExhausted, new byte[] { 0, 255, 255, 255, 255 })]
    [InlineData(GrpcStatus.Internal, new byte[] { 2, 0, 0, 0, 0 })]
    [InlineData(GrpcStatus.Internal, new byte[] { 0, 0, 0, 0, 2, 255, 255 })]
    [InlineData(GrpcStatus.Internal, new byte[] { 0, 0, 0 })]
    [InlineData(GrpcStatus.Internal, new byte[] { 0, 0, 0, 0, 9, 1 })]
    [InlineData(GrpcStatus.Internal, new byte[] { 1, 0, 0, 0, 0 })]
    public async Task ReadAsync_AtTheServer_BadBytesAreRefused(GrpcStatus expected, byte[] wire)
    {
        GrpcException e = await Assert.ThrowsAsync<GrpcException>(() => ReadAsync(wire, isServer: true));

        Assert.Equal(expected, e.Status);
    }

    [Fact]
    public async Task ReadAsync_AtTheClient_TruncatedMessageMeansALostServer()
    {
        GrpcException e = await Assert.ThrowsAsync<GrpcException>(() => ReadAsync([0, 0, 0, 0, 9, 1], isServer: false));

        Assert.Equal(GrpcStatus.Unavailable, e.Status);
    }

    [Theory]
    [InlineData(true, GrpcStatus.Unimplemented)]
    [InlineData(false, GrpcStatus.Internal)]
    public async Task ReadAsync_UnknownEncoding_IsRefused(bool isServer, GrpcStatus expected)
    {
        GrpcException e = await Assert.ThrowsAsync<GrpcException>(() => ReadAsync([1, 0, 0, 0, 0], isServer, "deflate"));

        Assert.Equal(expected, e.Status);
        Assert.Contains("identity,gzip", e.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, 0)]
    [InlineData(256, 1)]
    public async Task Write_Gzip_BeginsAt256Bytes(int size, byte flag)
    {
        var message = new EchoReply { Text = new string('x', size - 3) };
        Assert.Equal(size, message.CalculateSize());

        byte[] wire = Frame(message, gzip: true);

        Assert.Equal(flag, wire[0]);
        Assert.Equal(message, await ReadAsync(wire, isServer: true, "gzip"));
    }

    [Fact]
    public void Write_GzipThatGainsNothing_SendsThePlainMessage()
    {
        byte[] noise = new byte[300];
        new Random(1).NextBytes(noise);
        var message = new EchoReply { Text = Convert.ToBase64String(noise)[..298] };
        byte[] plain = Frame(message);

        byte[] wire = Frame(message, gzip: true);

        Assert.True(wire.Length <= plain.Length);
        Assert.Equal(wire.Length < plain.Length ? 1 : 0, wire[0]);
    }

    [Fact]
    public async Task ReadAsync_BufferedMessages_AllocateNothingButTheMessages()
    {
        const int Count = 400;
        byte[] one = new EchoReply { Text = "token", Number = 7 }.ToByteArray();
        byte[] wire = [.. Enumerable.Repeat(Frame(EchoReply.Parser.ParseFrom(one)), Count * (Allocations.Runs + 1)).SelectMany(frame => frame)];
        await _pipe.Writer.WriteAsync(wire, TestTimeouts.Token);
        MessageReader<EchoReply> reader = NewReader();
        await reader.ReadAsync(TestTimeouts.Token);

        var bytes = new ReadOnlySequence<byte>(one);
        long parsing = Allocations.Least(() => Repeat(() => new ValueTask<EchoReply?>(EchoReply.Parser.ParseFrom(bytes))));
        long reading = Allocations.Least(() => Repeat(() => reader.ReadAsync(CancellationToken.None)));

        Assert.InRange(reading - parsing, 0, Count); // below one byte a message

        // Everything is there already, so all of it runs on this thread.
        static void Repeat(Func<ValueTask<EchoReply?>> read)
        {
            for (int i = 0; i < Count; i++)
            {
                ValueTask<EchoReply?> message = read();
                Assert.True(message.IsCompletedSuccessfully);
                message.GetAwaiter().GetResult();
            }
        }
    }

    private static byte[] Frame(EchoReply message, bool gzip = false)
    {
        using var buffer = new PooledBuffer(16);
        MessageWriter.Write(buffer, message, gzip);
        return buffer.Written.ToArray();
    }

    private MessageReader<EchoReply> NewReader(bool isServer = true, string? encoding = null) =>
        new(_pipe.Reader, (in message) => EchoReply.Parser.ParseFrom(message), encoding, MaxBytes, isServer);

    private async Task<EchoReply?> ReadAsync(byte[] wire, bool isServer, string? encoding = null)
    {
        await _pipe.Writer.WriteAsync(wire, TestTimeouts.Token);
        await _pipe.Writer.CompleteAsync();
        return await NewReader(isServer, encoding).ReadAsync(TestTimeouts.Token);
    }

    private async Task WriteSlowlyAsync(byte[] wire)
    {
        foreach (byte value in wire)
        {
            await _pipe.Writer.WriteAsync(new[] { value }, TestTimeouts.Token);
            await Task.Yield();
        }

        await _pipe.Writer.CompleteAsync();
    }
}
