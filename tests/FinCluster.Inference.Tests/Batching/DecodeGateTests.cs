using System.Collections.Concurrent;
using FinCluster.Inference.Batching;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Batching;

public sealed class DecodeGateTests
{
    [Fact]
    public async Task Enter_WhoHasJustLeft_ComesBehindThoseWhoWait()
    {
        var gate = new DecodeGate(places: 1);
        var turns = new ConcurrentQueue<string>();
        gate.Enter();
        Task first = WaitInLineAsync(gate, turns, "first");
        await Eventually.IsTrueAsync(() => gate.Waiting == 1);
        Task second = WaitInLineAsync(gate, turns, "second");
        await Eventually.IsTrueAsync(() => gate.Waiting == 2);

        gate.Leave();
        gate.Enter();
        turns.Enqueue("again");
        gate.Leave();

        await Task.WhenAll(first, second);
        Assert.Equal(["first", "second", "again"], turns);
    }

    [Fact]
    public void Enter_AsManyAsThereArePlaces_DoesNotWait()
    {
        var gate = new DecodeGate(places: 3);
        for (int round = 0; round < 5; round++)
        {
            for (int place = 0; place < 3; place++)
            {
                gate.Enter();
            }

            Assert.Equal(0, gate.Waiting);
            for (int place = 0; place < 3; place++)
            {
                gate.Leave();
            }
        }
    }

    private static Task WaitInLineAsync(DecodeGate gate, ConcurrentQueue<string> turns, string name) => Task.Factory.StartNew(
        () =>
        {
            gate.Enter();
            turns.Enqueue(name);
            gate.Leave();
        },
        TestTimeouts.Token,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
