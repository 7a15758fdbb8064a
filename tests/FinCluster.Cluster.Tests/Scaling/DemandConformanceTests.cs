using System.Collections.Immutable;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Scaling;

/// <summary>What every <see cref="IDemandBoard"/> must do. A backend inherits the class and says how to make one, and how time passes for it.</summary>
public abstract class DemandConformanceTests : IAsyncLifetime
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1000);

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets what a gateway uses.</summary>
    protected IDemandBoard Gateway { get; private set; } = null!;

    /// <summary>Gets what the scaler uses.</summary>
    protected IDemandBoard Scaler { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await ConnectAsync();
        Scaler = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAllAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives what a process uses; all see the same.</summary>
    protected abstract Task<IDemandBoard> ConnectAsync();

    /// <summary>Lets time pass.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Ends what was opened.</summary>
    protected abstract Task DisposeAllAsync();

    [Fact]
    public async Task Read_NothingPosted_IsEmpty() => Assert.Empty(await Scaler.ReadAsync(_cancel));

    [Fact]
    public async Task Read_Posts_AreAsTheyWerePosted()
    {
        var whole = new ModelDemand
        {
            Model = "金融 chat/v1\"",
            Requests = long.MaxValue,
            Answers = 2,
            OutputTokens = 3,
            QueuedRequests = 4,
            RunningRequests = 5,
            FirstTokens = [.. Enumerable.Range(0, ModelDemand.FirstTokenBounds.Length + 1).Select(i => (long)i)],
        };

        await Gateway.PostAsync(new GatewayDemand("g{1}:中", [whole, new ModelDemand { Model = "b" }]), Lifetime, _cancel);
        await Gateway.PostAsync(new GatewayDemand("g2", []), Lifetime, _cancel);

        ImmutableArray<GatewayDemand> posts = await Scaler.ReadAsync(_cancel);
        Assert.Equal(["g2", "g{1}:中"], posts.Select(post => post.Gateway).Order(StringComparer.Ordinal));
        GatewayDemand first = posts.Single(post => post.Gateway != "g2");
        Assert.Equal(whole with { FirstTokens = [] }, first.Models[0] with { FirstTokens = [] });
        Assert.Equal(whole.FirstTokens, first.Models[0].FirstTokens);
        Assert.Equal("b", first.Models[1].Model);
        Assert.Empty(posts.Single(post => post.Gateway == "g2").Models);
    }

    [Fact]
    public async Task Post_Again_ReplacesTheOneBefore()
    {
        await PostAsync("g", requests: 1);

        await PostAsync("g", requests: 2);

        Assert.Equal(2, Assert.Single((await Scaler.ReadAsync(_cancel))[0].Models).Requests);
        Assert.Single(await Scaler.ReadAsync(_cancel));
    }

    [Fact]
    public async Task Read_PostWhoseTimeIsOver_IsGone()
    {
        await PostAsync("old", requests: 1);
        await PassAsync(Lifetime / 2);
        await PostAsync("new", requests: 1);
        Assert.Equal(2, (await Scaler.ReadAsync(_cancel)).Length);

        await PassAsync(Lifetime * 0.75);

        Assert.Equal("new", Assert.Single(await Scaler.ReadAsync(_cancel)).Gateway);
    }

    [Fact]
    public async Task Post_Repeated_HoldsOn()
    {
        await PostAsync("g", requests: 1);
        await PassAsync(Lifetime * 0.75);
        await PostAsync("g", requests: 2);
        await PassAsync(Lifetime * 0.75);

        Assert.Equal("g", Assert.Single(await Scaler.ReadAsync(_cancel)).Gateway);
    }

    [Fact]
    public async Task Post_ManyGatewaysAtOnce_AllAreRead()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => PostAsync($"g{i}", i), _cancel)));

        ImmutableArray<GatewayDemand> posts = await Scaler.ReadAsync(_cancel);
        Assert.Equal(40, posts.Length);
        Assert.Equal(Enumerable.Range(0, 40).Sum(), posts.Sum(post => post.Models[0].Requests));
    }

    [Fact]
    public async Task Post_WrongArguments_AreRefused()
    {
        var demand = new GatewayDemand("g", []);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Gateway.PostAsync(demand with { Gateway = "" }, Lifetime, _cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Gateway.PostAsync(demand with { Models = default }, Lifetime, _cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Gateway.PostAsync(demand, TimeSpan.Zero, _cancel));
        Assert.Empty(await Scaler.ReadAsync(_cancel));
    }

    [Fact]
    public async Task EveryCall_Cancelled_ChangesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Gateway.PostAsync(new GatewayDemand("g", []), Lifetime, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Scaler.ReadAsync(cancelled));

        Assert.Empty(await Scaler.ReadAsync(_cancel));
    }

    private Task PostAsync(string gateway, long requests) =>
        Gateway.PostAsync(new GatewayDemand(gateway, [new ModelDemand { Model = "m", Requests = requests }]), Lifetime, _cancel).AsTask();
}
