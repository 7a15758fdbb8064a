using System.Text.Json;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Dispatch;

public sealed class NodeChoiceTests
{
    [Fact]
    public async Task Session_EveryTurn_GoesToTheNodeThatTheHashNames()
    {
        FakeInferenceEngine[] engines = [Idle(), Idle(), Idle()];
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, engines);
        for (int i = 0; i < 6; i++)
        {
            string session = await CreateSessionAsync(gateway);
            int[] before = [.. engines.Select(engine => engine.Calls.Count)];
            for (int turn = 0; turn < 3; turn++)
            {
                await (await gateway.ChatAsync($"\"session\":\"{session}\"")).JsonAsync();
            }

            int[] asked = [.. engines.Select((engine, index) => engine.Calls.Count - before[index])];
            Assert.Equal([.. Enumerable.Range(0, 3).Select(index => index == OwnerOf(session, 3) ? 3 : 0)], asked);
        }
    }

    [Fact]
    public async Task Session_ItsNodeIsFull_GoesToAnotherAndStaysWhereItsKvIs()
    {
        var gate = new TaskCompletionSource();
        FakeInferenceEngine first = Idle(parallel: 1);
        first.Script = call => FakeScript.Of("x").WaitAt(0, call.Number == 1 ? gate.Task : Task.CompletedTask);
        FakeInferenceEngine second = Idle(parallel: 1);
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, first, second);
        string session = await CreateSessionAsync(gateway);
        while (OwnerOf(session, 2) != 0)
        {
            session = await CreateSessionAsync(gateway);
        }

        Task<HttpResponseMessage> filling = gateway.ChatAsync();
        await first.WaitForCallAsync();
        await (await gateway.ChatAsync($"\"session\":\"{session}\"")).JsonAsync();

        Assert.Equal((1, 1), (first.Calls.Count, second.Calls.Count));
        gate.SetResult();
        await (await filling).JsonAsync();
        await (await gateway.ChatAsync($"\"session\":\"{session}\"")).JsonAsync();
        Assert.Equal((1, 2), (first.Calls.Count, second.Calls.Count));
    }

    [Fact]
    public async Task NoSession_Requests_GoWhereFewestAreRunning()
    {
        var gate = new TaskCompletionSource();
        FakeInferenceEngine[] engines = [Idle(), Idle(), Idle()];
        Assert.All(engines, engine => engine.Script = _ => FakeScript.Of("x").WaitAt(0, gate.Task));
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, engines);
        var running = new List<Task<HttpResponseMessage>>();
        for (int i = 1; i <= 9; i++)
        {
            running.Add(gateway.ChatAsync());
            int asked = i;
            await Eventually.IsTrueAsync(() => engines.Sum(engine => engine.Calls.Count) == asked);

            Assert.InRange(engines.Max(engine => engine.Calls.Count) - engines.Min(engine => engine.Calls.Count), 0, 1);
        }

        gate.SetResult();
        await Task.WhenAll(running);
        Assert.All(engines, engine => Assert.Equal(3, engine.Calls.Count));
    }

    [Fact]
    public async Task AnyRequest_NodeThatDrainsOrHasAnotherModel_IsPassedOver()
    {
        FakeInferenceEngine draining = new();
        FakeInferenceEngine other = new("other");
        FakeInferenceEngine ready = new();
        await using RunningGateway gateway = await RunningGateway.StartAsync(null, draining, other, ready);
        await gateway.AnnounceAsync("a", gateway.Node(0).Address, draining, NodeState.Draining);

        for (int i = 0; i < 4; i++)
        {
            await (await gateway.ChatAsync("\"model\":\"fake\"")).JsonAsync();
        }

        Assert.Equal((0, 0, 4), (draining.Calls.Count, other.Calls.Count, ready.Calls.Count));
    }

    // A report of no work leaves what the gateway counts itself.
    private static FakeInferenceEngine Idle(int parallel = 8)
    {
        var engine = new FakeInferenceEngine(parallelSequences: parallel);
        engine.Statistics = engine.Statistics with { RunningRequests = 0, QueuedRequests = 0, QueuedPromptTokens = 0, KvCellsUsed = 0 };
        return engine;
    }

    private static int OwnerOf(string session, int nodes) =>
        Enumerable.Range(0, nodes).MaxBy(index => RendezvousHash.Weight(session, new NodeId($"{(char)('a' + index)}")));

    private static async Task<string> CreateSessionAsync(RunningGateway gateway)
    {
        JsonElement session = await (await gateway.PostAsync("/v1/sessions", "{}")).JsonAsync(System.Net.HttpStatusCode.Created);
        return session.GetProperty("id").GetString()!;
    }
}
