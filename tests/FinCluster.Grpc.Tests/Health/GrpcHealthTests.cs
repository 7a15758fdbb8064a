using FinCluster.Grpc.Health;
using FinCluster.Testing;

namespace FinCluster.Grpc.Tests.Health;

public sealed class GrpcHealthTests
{
    private readonly GrpcHealth _health = new();

    [Fact]
    public void Get_New_WholeServerServesAndNothingElseIsKnown()
    {
        Assert.Equal(GrpcServingStatus.Serving, _health.Get(string.Empty));
        Assert.Equal(GrpcServingStatus.ServiceUnknown, _health.Get("a"));
    }

    [Fact]
    public void Set_Service_ChangesThatServiceOnly()
    {
        _health.Set("a", GrpcServingStatus.NotServing);

        Assert.Equal(GrpcServingStatus.NotServing, _health.Get("a"));
        Assert.Equal(GrpcServingStatus.Serving, _health.Get(string.Empty));
    }

    [Fact]
    public void Set_ServiceUnknown_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _health.Set("a", GrpcServingStatus.ServiceUnknown));

    [Fact]
    public void Shutdown_AllServices_StopServingForGood()
    {
        _health.Set("a", GrpcServingStatus.Serving);

        _health.Shutdown();
        _health.Set("a", GrpcServingStatus.Serving);

        Assert.All(_health.Statuses.Values, status => Assert.Equal(GrpcServingStatus.NotServing, status));
    }

    [Fact]
    public async Task WatchAsync_Changes_AreYieldedAndRepetitionsAreNot()
    {
        await using IAsyncEnumerator<GrpcServingStatus> watch =
            _health.WatchAsync("a", TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);

        Assert.Equal(GrpcServingStatus.ServiceUnknown, await NextAsync(watch));
        _health.Set("a", GrpcServingStatus.Serving);
        Assert.Equal(GrpcServingStatus.Serving, await NextAsync(watch));
        ValueTask<bool> next = watch.MoveNextAsync();
        _health.Set("a", GrpcServingStatus.Serving);
        _health.Set("b", GrpcServingStatus.NotServing);
        _health.Set("a", GrpcServingStatus.NotServing);
        Assert.True(await next);
        Assert.Equal(GrpcServingStatus.NotServing, watch.Current);
    }

    [Fact]
    public async Task WatchAsync_Shutdown_YieldsTheLastStatusAndEnds()
    {
        await using IAsyncEnumerator<GrpcServingStatus> watch =
            _health.WatchAsync(string.Empty, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.Equal(GrpcServingStatus.Serving, await NextAsync(watch));

        _health.Shutdown();

        Assert.Equal(GrpcServingStatus.NotServing, await NextAsync(watch));
        Assert.False(await watch.MoveNextAsync());
    }

    private static async Task<GrpcServingStatus?> NextAsync(IAsyncEnumerator<GrpcServingStatus> watch) =>
        await watch.MoveNextAsync() ? watch.Current : null;
}
