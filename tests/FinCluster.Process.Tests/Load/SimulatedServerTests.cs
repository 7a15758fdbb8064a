using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Hosting;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Load;

/// <summary>Servers without a model: what load tests run against.</summary>
public sealed class SimulatedServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // A simulated engine needs no native library, so there is none.
    private readonly Dictionary<string, string?> _environment = new(ServeProcess.ProgramEnvironment)
    {
        [NativeLibraryFolder.Variable] = "/no/such/folder",
    };

    [Fact]
    public async Task Serve_SimulatedEngine_AnswersAndSaysThatItIsNoModel()
    {
        await using ChildProcess serve = Start("--simulate", "slow=0");
        ReadyLine ready = await serve.WaitUntilReadyAsync();
        using var channel = new GrpcChannel(new Uri($"http://{ready.Grpc}"), TimeProvider.System);
        ChatRequest question = Chat.Question(new string('问', 100), maxTokens: 20);
        question.Stop.IgnoreEos = true;

        ChatAnswer first = await channel.AskAsync(question);
        ChatAnswer second = await channel.AskAsync(question);

        Assert.Equal((20, first.Text), (first.Text.Length, second.Text));
        Assert.Equal(first.Started.PromptTokens - 1, second.Started.CachedTokens);
        ListModelsResponse models = await channel.UnaryAsync(
            PublicMethods.ListModels, new ListModelsRequest(), GrpcCallOptions.Default, TestTimeouts.Token);
        Assert.Equal("simulated", Assert.Single(models.Models).Name);
        Assert.StartsWith("SIMULATED", models.Models[0].Description, StringComparison.Ordinal);
        Assert.Contains("is simulated: its answers mean nothing", serve.LastLines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc", "shared-prefix")]
    [InlineData("http", "sessions")]
    [InlineData("grpc", "sessions", "--stored-sessions")]
    [InlineData("http", "sessions", "--stored-sessions")]
    public async Task Load_TraceWithReuse_IsServedFromTheCacheUpToTheCeiling(string protocol, string trace, params string[] more)
    {
        // Room for all conversations and one request at a time: nothing is lost but the few tokens of short or of last ones.
        await using ChildProcess serve = Start("--simulate", "slow=0", "--parallel", "64");
        ReadyLine ready = await serve.WaitUntilReadyAsync();
        string target = protocol == "grpc" ? $"grpc://{ready.Grpc}" : $"http://{ready.Http}";

        JsonElement run = await LoadAsync(
            0,
            [
                "--target", target, "--target", target, "--status", $"grpc://{ready.Grpc}", "--trace", trace, "--groups", "4", "--sessions", "4",
                "--turns", "3", "--requests", "24", "--prefix-characters", "400", "--api-key", "nobody-looks", .. more,
            ]);

        Assert.Equal((24, 0), (run.GetProperty("requests").GetInt32(), run.GetProperty("refused").GetInt32()));
        JsonElement reuse = run.GetProperty("reuse");
        Assert.InRange(reuse.GetProperty("ceiling").GetDouble(), 0.4, 0.8);
        Assert.InRange(reuse.GetProperty("of_ceiling").GetDouble(), 0.95, 1);
        Assert.Equal(reuse.GetProperty("measured").GetDouble(), reuse.GetProperty("measured_by_engines").GetDouble());
    }

    [Fact]
    public async Task Load_MoreThanTheServerTakes_IsRefusedAndCountedAsShed()
    {
        await using ChildProcess serve = Start("--simulate", "decode=5", "--parallel", "1", "--max-queue", "1");
        ReadyLine ready = await serve.WaitUntilReadyAsync();

        JsonElement run = await LoadAsync(0, "--target", $"grpc://{ready.Grpc}", "--concurrency", "8", "--requests", "40");

        int refused = run.GetProperty("refused").GetInt32();
        Assert.InRange(refused, 1, 39);
        Assert.Equal(refused / 40.0, run.GetProperty("shed_rate").GetDouble());
        Assert.Equal(0, run.GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task Load_SeveralTenants_GetReportsOfTheirOwn()
    {
        await using ChildProcess serve = Start("--simulate", "step=1", "--parallel", "4");
        ReadyLine ready = await serve.WaitUntilReadyAsync();
        string tenants = Path.Combine(_folder.Path, "tenants.json");
        await File.WriteAllTextAsync(tenants, """[{"name":"large","weight":3},{"name":"small","key":"k"}]""", TestTimeouts.Token);

        JsonElement run = await LoadAsync(
            0, "--target", $"grpc://{ready.Grpc}", "--tenants", tenants, "--duration", "3", "--requests", "100000");

        JsonElement[] parts = [.. run.GetProperty("tenants").EnumerateArray()];
        Assert.Equal(["large", "small"], parts.Select(part => part.GetProperty("name").GetString()));
        long[] tokens = [.. parts.Select(part => part.GetProperty("output_tokens").GetInt64())];
        Assert.All(tokens, count => Assert.InRange(count, 1, long.MaxValue));
        Assert.Equal(run.GetProperty("output_tokens").GetInt64(), tokens.Sum());
        Assert.InRange(run.GetProperty("jain_index").GetDouble(), 0.5, 0.99);
        Assert.InRange(run.GetProperty("duration_seconds").GetDouble(), 3, 20);
    }

    [Fact]
    public async Task Engine_FailsForGood_EndsTheAnswerWithAnError()
    {
        await using ChildProcess serve = Start("--simulate", "slow=0,fail-after=20");
        ReadyLine ready = await serve.WaitUntilReadyAsync();

        JsonElement run = await LoadAsync(1, "--target", $"http://{ready.Http}", "--requests", "2");

        Assert.InRange(run.GetProperty("errors").GetInt32(), 1, 2);
    }

    [Theory]
    [InlineData("--simulate: 'stop' is not known", "--engine", "simulated", "--simulate", "stop=1")]
    [InlineData("--simulate: 'step' is not step=number", "--engine", "simulated", "--simulate", "step")]
    [InlineData("--simulate: 'step=NaN' is not step=number", "--engine", "simulated", "--simulate", "step=NaN")]
    [InlineData("--simulate: step is out of range", "--engine", "simulated", "--simulate", "step=1e300")]
    [InlineData("--engine simulated: The field StepTime must be between", "--engine", "simulated", "--simulate", "step=-1")]
    [InlineData("--engine simulated: The field ContextLength must be between", "--engine", "simulated", "--context", "3")]
    [InlineData("--simulate is for --engine simulated", "--simulate", "step=1")]
    [InlineData("--engine", "--engine", "other")]
    [InlineData("two models have the name 'a'", "--engine", "simulated", "--model", "a", "--model", "a=b")]
    public async Task Serve_BadSimulation_IsNamed(string message, params string[] arguments)
    {
        await using ChildProcess serve = await ChildProcess.RunAsync(
            FinClusterProgram.Path, ServeProcess.Arguments(_folder.Path, arguments), _environment);

        Assert.Equal(2, serve.ExitCode);
        Assert.Contains(message, serve.LastLines, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ChildProcess Start(params string[] arguments) => ChildProcess.Start(
        FinClusterProgram.Path, ServeProcess.Arguments(_folder.Path, ["--engine", "simulated", .. arguments]), _environment);

    private static async Task<JsonElement> LoadAsync(int exitCode, params string[] arguments)
    {
        await using ChildProcess load = await ChildProcess.RunAsync(
            FinClusterProgram.LoadGenerator, [.. arguments, "--warm-up", "0", "--output-tokens", "30"]);

        Assert.True(load.ExitCode == exitCode, load.LastLines);
        return JsonDocument.Parse(string.Concat(load.Output)).RootElement.GetProperty("runs")[0];
    }
}
