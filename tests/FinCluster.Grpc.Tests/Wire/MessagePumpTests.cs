using System.Runtime.CompilerServices;
using FinCluster.Grpc.Tests.Protos;
using FinCluster.Grpc.Wire;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class MessagePumpTests
{
    private static readonly EchoReply Message = new() { Number = 1 };
    private static readonly int WireBytes = MessageWriter.PrefixBytes + Message.CalculateSize();

    private readonly FlushCountingWriter _output = new();
    private int _begun;

    [Fact]
    public async Task RunAsync_ReadySource_DoesNotFlush()
    {
        await NewPump().RunAsync(Enumerable.Repeat(Message, 100).ToAsyncEnumerable(), TestTimeouts.Token);

        Assert.Empty(_output.Flushes);
        Assert.Equal(100 * WireBytes, _output.UnflushedBytes);
        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task RunAsync_MuchAtOnce_FlushesAbove16KiB()
    {
        var large = new EchoReply { Text = new string('x', 5000) };

        await NewPump().RunAsync(Enumerable.Repeat(large, 8).ToAsyncEnumerable(), TestTimeouts.Token);

        int four = 4 * (MessageWriter.PrefixBytes + large.CalculateSize());
        Assert.Equal([four, four], _output.Flushes);
    }

    [Fact]
    public async Task RunAsync_SourceThatPauses_FlushesBeforeEachPause()
    {
        var gates = new Queue<TaskCompletionSource>(Enumerable.Range(0, 3).Select(_ => NewSource()));
        _output.OnFlush = _ =>
        {
            gates.Dequeue().SetResult();
            return Task.CompletedTask;
        };

        await NewPump().RunAsync(PausingAsync(gates, TestTimeouts.Token), TestTimeouts.Token);

        // The first flush sends the headers.
        Assert.Equal([0, WireBytes, WireBytes], _output.Flushes);
    }

    [Fact]
    public async Task RunAsync_EmptySource_StillBegins()
    {
        await NewPump().RunAsync(AsyncEnumerable.Empty<EchoReply>(), TestTimeouts.Token);

        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task RunAsync_SourceThrowsAtOnce_DoesNotBegin()
    {
        MessagePump<EchoReply> pump = NewPump();
        var failing = new[] { Message }.ToAsyncEnumerable().Select(EchoReply (_) => throw new InvalidOperationException("bug"));

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => pump.RunAsync(failing, TestTimeouts.Token));

        Assert.Equal(0, _begun);
        Assert.Same(e, pump.SourceFailure);
    }

    [Fact]
    public async Task RunAsync_FlushFails_WaitsForTheSource()
    {
        TaskCompletionSource gate = NewSource();
        TaskCompletionSource flushed = NewSource();
        MessagePump<EchoReply> pump = NewPump();
        _output.OnFlush = _ =>
        {
            flushed.SetResult();
            throw new IOException("gone");
        };

        Task running = pump.RunAsync(PausingAsync(new([gate]), TestTimeouts.Token), TestTimeouts.Token);
        await flushed.Task;

        Assert.False(running.IsCompleted);
        gate.SetResult();
        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => running)).Message);
        Assert.Null(pump.SourceFailure);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileSourceIsReady_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        var endless = Enumerable.Repeat(Message, int.MaxValue).ToAsyncEnumerable();
        _output.OnFlush = _ => cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewPump().RunAsync(endless, cancellation.Token));
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async IAsyncEnumerable<EchoReply> PausingAsync(
        Queue<TaskCompletionSource> gates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (TaskCompletionSource gate in gates.ToArray())
        {
            await gate.Task.WaitAsync(cancellationToken);
            yield return Message;
        }
    }

    private MessagePump<EchoReply> NewPump() => new(_output, gzip: false, _ =>
    {
        _begun++;
        return Task.CompletedTask;
    });
}
