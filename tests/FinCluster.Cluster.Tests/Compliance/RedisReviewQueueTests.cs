using FinCluster.Cluster.Redis;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Cluster.Redis.Reviews;
using FinCluster.Cluster.Tests.Redis;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Compliance;

public sealed class RedisReviewQueueConformanceTests(RedisServerFixture fixture)
    : AnyRedisReviewQueueConformanceTests(fixture), IClassFixture<RedisServerFixture>;

public sealed class RedisClusterReviewQueueConformanceTests(RedisClusterFixture fixture)
    : AnyRedisReviewQueueConformanceTests(fixture), IClassFixture<RedisClusterFixture>;

public abstract class AnyRedisReviewQueueConformanceTests(IRedisFixture fixture) : ReviewQueueConformanceTests
{
    private readonly RedisClients _clients = new(fixture);

    protected override async Task<IReviewQueue> ConnectAsync(ReviewQueueOptions options) =>
        new RedisReviewQueue(await _clients.ConnectAsync(), _clients.Cluster, options);

    protected override async Task DisposeAllAsync() => await _clients.DisposeAsync();
}

public sealed class RedisReviewQueueTests(RedisServerFixture fixture) : IClassFixture<RedisServerFixture>
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>An attempt whose reply was lost is made again with the same arguments.</summary>
    [Fact]
    public async Task Scripts_SentTwice_LeaveWhatOnceLeaves()
    {
        await using RedisClient client = await TestRedis.ConnectPatientlyAsync((await fixture.RequireAsync()).Uri);
        var keys = new ReviewKeys(RedisServerFixture.NewClusterName());
        var queue = new Queue(client, keys);
        ReviewItem first = ReviewItems.New(ReviewReason.Sample), second = ReviewItems.New();

        await queue.AddAsync(first, "a");
        string[] added = [await queue.AddAsync(second, "b"), await queue.AddAsync(second, "b"), await queue.AddAsync(second, "c")];
        string[] decided = [await queue.DecideAsync(second, "d"), await queue.DecideAsync(second, "d"), await queue.DecideAsync(second, "e")];

        // Dropping one for the item counts once, however often it is told.
        Assert.Equal(["1", "1", "0"], added);
        Assert.Equal(["decided", "decided", "already-decided"], decided);
        RedisReply counts = await client.EvaluateAsync(
            ReviewScripts.Count, [keys.State, keys.All, keys.Spare, keys.Of(ReviewStatus.Open), keys.Of(ReviewStatus.Approved)], [], _cancel);
        Assert.Equal((1, 1, 0, 0, 1), (counts.Number(1), counts.Number(2), counts.Number(3), counts.Number(4), counts.Number(5)));
    }

    /// <summary>The engine of Orleans takes the queue from where it takes tenants.</summary>
    [Fact]
    public async Task Reviews_BesideTheTenants_AreThoseOfTheWholeControlPlane()
    {
        RedisOptions options = RedisOptions.Parse((await fixture.RequireAsync()).Uri) with
        {
            ClusterName = RedisServerFixture.NewClusterName(),
            AttemptTimeout = TestTimeouts.Default / 3,
            CallTimeout = TestTimeouts.Default,
            ConnectTimeout = TestTimeouts.Default / 3,
        };
        await using RedisTenants tenants = await RedisTenants.ConnectAsync(options, TimeProvider.System, NullLogger.Instance, _cancel);
        await using RedisControlPlane plane = await RedisControlPlane.ConnectAsync(
            options, new RedisFleetOptions(), TimeProvider.System, NullLoggerFactory.Instance, _cancel);
        ReviewItem item = ReviewItems.New();

        await tenants.Reviews.AddAsync(item, _cancel);

        Assert.Equal(item, await plane.Reviews.FindAsync(item.Id, _cancel));
    }

    [Fact]
    public async Task EveryCall_RedisIsAway_SaysSo()
    {
        await using RedisClient client = await TestRedis.ConnectAsync("redis://127.0.0.1:1");
        var queue = new RedisReviewQueue(client, "c", new ReviewQueueOptions());

        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => queue.AddAsync(ReviewItems.New(), _cancel));
        await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => queue.CountAsync(_cancel));
    }

    private sealed class Queue(RedisClient client, ReviewKeys keys)
    {
        public async Task<string> AddAsync(ReviewItem item, string request) => (await client.EvaluateAsync(
            ReviewScripts.Add,
            [keys.Item(item.Id), keys.State, keys.All, keys.Of(ReviewStatus.Open), keys.Spare, keys.Receipt(request)],
            [item.Id.Value, keys.Prefix, "1", "60000", ReviewRules.IsSpare(item.Reason) ? "1" : "0", item.Tenant.Value, .. ReviewFields.Write(item)],
            TestTimeouts.Token)).Text(1);

        public async Task<string> DecideAsync(ReviewItem item, string request) => (await client.EvaluateAsync(
            ReviewScripts.Decide,
            [keys.Item(item.Id), keys.Of(ReviewStatus.Open), keys.Spare, keys.Of(ReviewStatus.Approved)],
            [item.Id.Value, keys.Prefix, request, "approved", .. ReviewFields.Write(ReviewItems.Decision())],
            TestTimeouts.Token)).Status;
    }
}
