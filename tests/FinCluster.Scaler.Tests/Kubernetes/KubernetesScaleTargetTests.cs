using System.Text.Json.Nodes;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Scaler.Kubernetes;
using FinCluster.Testing;
using FinCluster.Testing.Redis;

namespace FinCluster.Scaler.Tests.Kubernetes;

public sealed class KubernetesScaleTargetTests
{
    private const string Path = "/apis/apps/v1/namespaces/prod/statefulsets/central/scale";

    private static readonly PoolPlan Pool = new()
    {
        Name = "central",
        Model = "m",
        MaxReplicas = 9,
        TokensPerSecond = 100,
        Kubernetes = new KubernetesWorkload("StatefulSet", "central"),
    };

    [Fact]
    public async Task Set_AnotherNumber_PatchesTheScaleThatWasRead()
    {
        using var folder = new TemporaryFolder();
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(2, "17"), FakeApiServer.Scale(5, "18"));
        using KubernetesScaleTarget target = Target(server, token: Write(folder, "secret-1\n"));

        await target.SetAsync(Pool, 5, TestTimeouts.Token);

        ApiCall[] calls = [.. server.Calls];
        Assert.Equal([("GET", Path), ("PATCH", Path)], calls.Select(call => (call.Method, call.Path)));
        Assert.All(calls, call => Assert.Equal("Bearer secret-1", call.Authorization));
        Assert.Equal("application/merge-patch+json", calls[1].ContentType);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"metadata":{"resourceVersion":"17"},"spec":{"replicas":5}}"""), JsonNode.Parse(calls[1].Body)), calls[1].Body);
    }

    [Fact]
    public async Task Set_AfterRead_PatchesWhatWasRead_AndWhatIsNewWhenThatIsOld()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(2, "17"), new ApiAnswer(409), FakeApiServer.Scale(3, "21"), FakeApiServer.Scale(5, "22"));
        using KubernetesScaleTarget target = Target(server);

        Assert.Equal(2, await target.ReadAsync(Pool, TestTimeouts.Token));
        await target.SetAsync(Pool, 5, TestTimeouts.Token);

        ApiCall[] calls = [.. server.Calls];
        Assert.Equal(["GET", "PATCH", "GET", "PATCH"], calls.Select(call => call.Method));
        Assert.Contains("\"17\"", calls[1].Body, StringComparison.Ordinal);
        Assert.Contains("\"21\"", calls[3].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_TheNumberThatIs_PatchesNothing()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(5, "17"));
        using KubernetesScaleTarget target = Target(server);

        await target.SetAsync(Pool, 5, TestTimeouts.Token);

        Assert.Equal("GET", Assert.Single(server.Calls).Method);
    }

    [Fact]
    public async Task Read_Zero_IsZeroAlsoWhenTheServerLeavesItOut()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(null, "17"));
        using KubernetesScaleTarget target = Target(server);

        Assert.Equal(0, await target.ReadAsync(Pool, TestTimeouts.Token));
    }

    [Fact]
    public async Task Set_SomebodyElseChangedIt_ReadsAgainAndPatchesThat()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(2, "17"), new ApiAnswer(409), FakeApiServer.Scale(3, "21"), FakeApiServer.Scale(5, "22"));
        using KubernetesScaleTarget target = Target(server);

        await target.SetAsync(Pool, 5, TestTimeouts.Token);

        ApiCall[] calls = [.. server.Calls];
        Assert.Equal(["GET", "PATCH", "GET", "PATCH"], calls.Select(call => call.Method));
        Assert.Contains("\"21\"", calls[3].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_ChangedAgainAndAgain_EndsWithAnError()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers([.. Enumerable.Range(0, 20).SelectMany(i => (ApiAnswer[])[FakeApiServer.Scale(2, $"{i}"), new ApiAnswer(409)])]);
        using KubernetesScaleTarget target = Target(server);

        ScaleTargetException error = await Assert.ThrowsAsync<ScaleTargetException>(async () => await target.SetAsync(Pool, 5, TestTimeouts.Token));

        Assert.Contains("changed by somebody else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TooManyRequests_WaitsAsLongAsTheServerSays()
    {
        var time = new ManualTimeProvider();
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(new ApiAnswer(429, RetryAfter: "7"), FakeApiServer.Scale(2, "17"));
        using KubernetesScaleTarget target = Target(server, time: time);

        Task<int?> reading = target.ReadAsync(Pool, TestTimeouts.Token).AsTask();
        await Eventually.IsTrueAsync(() => server.Calls.Count == 1);
        await AdvanceUntilAsync(time, reading);

        Assert.Equal(2, await reading);
        Assert.InRange(time.GetUtcNow() - DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9));
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Set_ServerErrors_AreRepeatedAndThenReported()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(new ApiAnswer(503), new ApiAnswer(500), FakeApiServer.Scale(2, "17"), new ApiAnswer(502), FakeApiServer.Scale(5, "18"));
        using KubernetesScaleTarget target = Target(server);

        await target.SetAsync(Pool, 5, TestTimeouts.Token);
        Assert.Equal(["GET", "GET", "GET", "PATCH", "PATCH"], server.Calls.Select(call => call.Method));

        server.Calls.Clear();
        server.Answers([.. Enumerable.Repeat(new ApiAnswer(503), 20)]);
        ScaleTargetException error = await Assert.ThrowsAsync<ScaleTargetException>(async () => await target.ReadAsync(Pool, TestTimeouts.Token));
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Calls.Count);
    }

    [Theory]
    [InlineData(401, "service account")]
    [InlineData(403, "service account")]
    [InlineData(404, "has no " + Path)]
    [InlineData(422, "422")]
    public async Task Read_Refused_IsAnErrorAtOnce(int status, string said)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(new ApiAnswer(status), FakeApiServer.Scale(2, "17"));
        using KubernetesScaleTarget target = Target(server);

        ScaleTargetException error = await Assert.ThrowsAsync<ScaleTargetException>(async () => await target.ReadAsync(Pool, TestTimeouts.Token));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"spec\":{\"replicas\":2}}")]
    [InlineData("{\"metadata\":{\"resourceVersion\":\"1\"},\"spec\":{\"replicas\":\"two\"}}")]
    public async Task Read_AnAnswerThatIsNoScale_IsAnError(string body)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(new ApiAnswer(200, body));
        using KubernetesScaleTarget target = Target(server);

        await Assert.ThrowsAsync<ScaleTargetException>(async () => await target.ReadAsync(Pool, TestTimeouts.Token));
    }

    [Fact]
    public async Task Read_TokenRenewed_IsSentFromThenOn()
    {
        using var folder = new TemporaryFolder();
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(2, "17"), FakeApiServer.Scale(2, "17"));
        string file = Write(folder, "old");
        using KubernetesScaleTarget target = Target(server, token: file);

        await target.ReadAsync(Pool, TestTimeouts.Token);
        await File.WriteAllTextAsync(file, "new", TestTimeouts.Token);
        await target.ReadAsync(Pool, TestTimeouts.Token);

        Assert.Equal(["Bearer old", "Bearer new"], server.Calls.Select(call => call.Authorization));
    }

    [Fact]
    public async Task Read_Https_TrustsTheClustersAuthorityAndNoOther()
    {
        using var own = new TemporaryFolder();
        using var other = new TemporaryFolder();
        RedisCertificate.Write(own);
        RedisCertificate.Write(other);
        await using FakeApiServer server = await FakeApiServer.StartAsync(own);
        server.Answers(FakeApiServer.Scale(3, "17"));

        using KubernetesScaleTarget trusting = Target(server, authority: own.File(RedisCertificate.AuthorityName));
        Assert.Equal(3, await trusting.ReadAsync(Pool, TestTimeouts.Token));

        using KubernetesScaleTarget wary = Target(server, authority: other.File(RedisCertificate.AuthorityName));
        await Assert.ThrowsAsync<ScaleTargetException>(async () => await wary.ReadAsync(Pool, TestTimeouts.Token));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Set_Deployment_InANamespaceOfItsOwn_HasItsPath()
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync();
        server.Answers(FakeApiServer.Scale(5, "17"));
        using KubernetesScaleTarget target = Target(server);

        await target.SetAsync(Pool with { Kubernetes = new KubernetesWorkload("Deployment", "edge") { Namespace = "shop" } }, 5, TestTimeouts.Token);

        Assert.Equal("/apis/apps/v1/namespaces/shop/deployments/edge/scale", Assert.Single(server.Calls).Path);
    }

    private static async Task AdvanceUntilAsync(ManualTimeProvider time, Task task)
    {
        await Eventually.IsTrueAsync(() =>
        {
            if (!task.IsCompleted && time.ArmedTimerCount > 0)
            {
                time.Advance(TimeSpan.FromMilliseconds(5));
            }

            return task.IsCompleted;
        });
    }

    private static string Write(TemporaryFolder folder, string token)
    {
        string file = folder.File("token");
        File.WriteAllText(file, token);
        return file;
    }

    private static KubernetesScaleTarget Target(FakeApiServer server, string? token = null, string? authority = null, TimeProvider? time = null) => new(
        new KubernetesOptions
        {
            Server = server.Address,
            Namespace = "prod",
            TokenFile = token,
            AuthorityFile = authority,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            AttemptTimeout = TimeSpan.FromMinutes(1),
        },
        time ?? TimeProvider.System);
}
