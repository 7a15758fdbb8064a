using FinCluster.Cluster.Local;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Fleet;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Fleet;

public sealed class StreamGuardsTests : IDisposable
{
    private static readonly NodeConnectionOptions Limits = new();
    private static readonly NodeId Silent = new("silent");
    private static readonly NodeId Other = new("other");

    private readonly ManualTimeProvider _time = new();
    private readonly LocalFleet _fleet = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<FleetMetrics>().BuildServiceProvider();
    private readonly FleetHealth _health;
    private readonly StreamGuards _guards;

    public StreamGuardsTests()
    {
        FleetMetrics metrics = _services.GetRequiredService<FleetMetrics>();
        _health = new FleetHealth([], metrics);
        _guards = new StreamGuards(_fleet, _health, metrics, Options.Create(Limits), _time);
    }

    [Fact]
    public async Task MoveFrom_AnotherNodeIsThere_TakesTheCallAway()
    {
        await AnnounceAsync(Silent, Other);
        using StreamGuard guard = Guard();

        _guards.MoveFrom(Silent, Limits.ReportTimeout);

        await MovedAsync(guard);
        Assert.True(guard.WasMoved);
    }

    [Fact]
    public async Task MoveFrom_NobodyElse_LeavesItUntilSomebodyComes()
    {
        await AnnounceAsync(Silent);
        using StreamGuard guard = Guard();
        _guards.MoveFrom(Silent, Limits.ReportTimeout);
        Assert.False(guard.WasMoved);
        await AnnounceAsync(Other);
        _health.Suspect(Node(Other), SuspicionReason.Broken);
        _guards.MoveFrom(Silent, Limits.ReportTimeout);
        Assert.False(guard.WasMoved);

        _health.Trust(Node(Other));
        _guards.MoveFrom(Silent, Limits.ReportTimeout);

        await MovedAsync(guard);
    }

    [Fact]
    public async Task MoveFrom_OtherNodeHasAnotherModel_IsNoAlternative()
    {
        await AnnounceAsync(Silent, Other);
        using StreamGuard guard = _guards.Guard(Silent, "another", 0, CancellationToken.None);

        _guards.MoveFrom(Silent, Limits.ReportTimeout);

        Assert.False(guard.WasMoved);
    }

    [Fact]
    public async Task MoveFrom_CallStillHearsOfItsNode_LeavesIt()
    {
        await AnnounceAsync(Silent, Other);
        using StreamGuard guard = Guard();
        guard.OnEvent();
        _time.Advance(Limits.ReportTimeout - TimeSpan.FromTicks(1));
        _guards.MoveFrom(Silent, Limits.ReportTimeout);
        Assert.False(guard.WasMoved);

        _time.Advance(TimeSpan.FromTicks(1));
        _guards.MoveFrom(Silent, Limits.ReportTimeout);

        Assert.True(guard.WasMoved);
    }

    [Fact]
    public async Task MoveFrom_CallWasMovedBefore_WaitsForConfirmation()
    {
        await AnnounceAsync(Silent, Other);
        using StreamGuard guard = Guard(earlierMoves: 1);
        _guards.MoveFrom(Silent, Limits.ConfirmedSilence - TimeSpan.FromTicks(1));
        Assert.False(guard.WasMoved);

        _guards.MoveFrom(Silent, Limits.ConfirmedSilence);

        Assert.True(guard.WasMoved);
    }

    [Fact]
    public async Task MoveFrom_CallHasEnded_IsNotTouched()
    {
        await AnnounceAsync(Silent, Other);
        StreamGuard guard = Guard();
        guard.Dispose();

        _guards.MoveFrom(Silent, Limits.ConfirmedSilence);

        Assert.False(guard.WasMoved);
    }

    public void Dispose() => _services.Dispose();

    private static async Task MovedAsync(StreamGuard guard)
    {
        var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration _ = guard.Token.Register(moved.SetResult);
        await moved.Task.WaitAsync(TestTimeouts.Token);
    }

    private static FleetNode Node(NodeId id) => new(id, new Uri("http://127.0.0.1:1"), NodeState.Ready, [new FakeInferenceEngine().Model]);

    private StreamGuard Guard(int earlierMoves = 0) => _guards.Guard(Silent, "fake", earlierMoves, CancellationToken.None);

    private async Task AnnounceAsync(params NodeId[] nodes)
    {
        foreach (NodeId id in nodes)
        {
            await _fleet.AnnounceAsync(Node(id), TestTimeouts.Token);
            _health.Add(Node(id));
        }
    }
}
