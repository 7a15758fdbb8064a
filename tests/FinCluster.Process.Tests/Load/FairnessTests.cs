using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Load;

/// <summary>The short form of loadtests/fairness.sh.</summary>
[Collection(typeof(RunAlone))]
public sealed class FairnessTests : IDisposable
{
    private const int OutputTokens = 16;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Tenants_AllHaveMoreThanFits_GetTheSame(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await StartAsync(engine);
        string tenants = await AddTenantsAsync(cluster, aggressor: 10);

        JsonElement run = await LoadAsync(cluster, tenants, "--concurrency", "6", "--duration", "8");

        Assert.InRange(run.GetProperty("jain_index").GetDouble(), 0.95, 1);
    }

    [Theory]
    [InlineData(ControlPlaneEngine.Redis)]
    [InlineData(ControlPlaneEngine.Orleans)]
    public async Task Tenants_OneAsksAHundredTimesAsMuch_OthersAreServedAllTheSame(ControlPlaneEngine engine)
    {
        await using TestCluster cluster = await StartAsync(engine);
        string tenants = await AddTenantsAsync(cluster, aggressor: 100);

        JsonElement run = await LoadAsync(cluster, tenants, "--concurrency", "0", "--rate", "2", "--duration", "8");

        JsonElement[] groups = [.. run.GetProperty("groups").EnumerateArray()];
        (JsonElement others, JsonElement aggressor) = (groups[0], groups[1]);
        Assert.Equal((0, 0), (others.GetProperty("errors").GetInt32(), others.GetProperty("refused").GetInt32()));
        int requests = others.GetProperty("requests").GetInt32();
        Assert.InRange(requests, 20, 200);

        // Only the last ones were cut by the end of the run; who starves has no time to a first token that would tell.
        Assert.InRange(others.GetProperty("output_tokens").GetInt64(), requests * OutputTokens * 3 / 4, requests * OutputTokens);

        // Nor do those who stay below their share wait for the aggressor's queue.
        Assert.InRange(Ttft(others, "p90"), 0, Ttft(aggressor, "p50") / 2);
    }

    public void Dispose() => _folder.Dispose();

    private static double Ttft(JsonElement group, string share) => group.GetProperty("time_to_first_token_ms").GetProperty(share).GetDouble();

    // 16 answers at a time of 16 tokens each 20 ms: 50 answers a second, whatever else the machine does.
    private static Task<TestCluster> StartAsync(ControlPlaneEngine engine) => TestCluster.StartAsync(
        engine, 1, 2, "--engine", "simulated", "--parallel", "8", "--simulate", "step=20,prefill=0,decode=0,context=0");

    private async Task<string> AddTenantsAsync(TestCluster cluster, int aggressor)
    {
        var tenants = new List<object>();
        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            tenants.Add(new { name, key = await cluster.AddTenantAsync(name), group = "others" });
        }

        tenants.Add(new { name = "aggressor", key = await cluster.AddTenantAsync("aggressor"), group = "aggressor", weight = aggressor });
        string file = _folder.File("tenants.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(tenants), TestTimeouts.Token);
        return file;
    }

    private static async Task<JsonElement> LoadAsync(TestCluster cluster, string tenants, params string[] arguments)
    {
        await using ChildProcess load = await ChildProcess.RunAsync(
            FinClusterProgram.LoadGenerator,
            ["--target", $"grpc://{cluster.Gateways[0].Ready.Grpc}", "--tenants", tenants, "--requests", "100000", "--warm-up", "0",
             "--prompt-characters", "20", "--output-tokens", $"{OutputTokens}", .. arguments]);

        Assert.True(load.ExitCode == 0, load.LastLines);
        return JsonDocument.Parse(string.Concat(load.Output)).RootElement.GetProperty("runs")[0];
    }
}
