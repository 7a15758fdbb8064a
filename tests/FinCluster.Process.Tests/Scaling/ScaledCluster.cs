using System.Text.Json.Nodes;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using FinCluster.Testing.Redis;

namespace FinCluster.Process.Tests.Scaling;

/// <summary>A gateway and a scaler that starts and drains nodes of a simulated model on this machine.</summary>
internal sealed class ScaledCluster : IAsyncDisposable
{
    /// <summary>The model that the nodes serve.</summary>
    public const string Model = "sim";

    private readonly TemporaryFolder _folder = new();
    private readonly TestCluster _cluster;
    private readonly string[] _arguments;
    private ChildProcess? _scaler;

    private ScaledCluster(TestCluster cluster, string plan, string? calendar, string[] arguments)
    {
        _cluster = cluster;
        File.WriteAllText(_folder.File("plan.json"), plan);
        if (calendar is not null)
        {
            File.WriteAllText(_folder.File("calendar.json"), calendar);
            arguments = ["--calendar", _folder.File("calendar.json"), .. arguments];
        }

        _arguments = arguments;
    }

    /// <summary>Gets the gateway.</summary>
    public GatewayProcess Gateway => _cluster.Gateways[0];

    /// <summary>Gets the scaler.</summary>
    public ChildProcess Scaler => _scaler!;

    /// <summary>Gets what the scaler said when it was ready.</summary>
    public Core.Hosting.ReadyLine Ready { get; private set; } = null!;

    /// <summary>Gets the node processes that the scaler has on record and that live.</summary>
    public IReadOnlyList<int> NodeProcesses => File.Exists(Record)
        ? [.. JsonNode.Parse(File.ReadAllText(Record))!["processes"]!.AsArray().Select(node => (int)node!["processId"]!).Where(Signals.IsAlive)]
        : [];

    /// <summary>Gets the decisions so far.</summary>
    public IReadOnlyList<JsonNode> Decisions => File.Exists(DecisionFile)
        ? [.. File.ReadAllText(DecisionFile).Split('\n')[..^1].Select(line => JsonNode.Parse(line)!)]
        : [];

    private string DecisionFile => Path.Combine(Data, "decisions.jsonl");

    private string Data => _folder.File("data");

    private string Record => Path.Combine(Data, "processes.json");

    /// <summary>Starts a cluster without nodes, and the scaler.</summary>
    /// <param name="plan">The pools.</param>
    /// <param name="calendar">The market calendar; null for the shipped one.</param>
    /// <param name="gatewayArguments">More arguments of the gateway.</param>
    /// <param name="scalerArguments">More arguments of the scaler.</param>
    public static async Task<ScaledCluster> StartAsync(string plan, string? calendar, string[] gatewayArguments, params string[] scalerArguments)
    {
        TestCluster cluster = await TestCluster.StartAsync(new RedisServerOptions(), ControlPlaneEngine.Redis, gateways: 0, nodes: 0);
        var scaled = new ScaledCluster(cluster, plan, calendar, scalerArguments);
        try
        {
            await cluster.AddGatewayAsync(gatewayArguments);
            await scaled.StartScalerAsync();
            return scaled;
        }
        catch
        {
            await scaled.DisposeAsync();
            throw;
        }
    }

    /// <summary>A plan with one pool of simulated nodes.</summary>
    public static string Plan(int min, int max, string more) => $$"""
        {"pools":[{"name":"central","model":"{{Model}}","minReplicas":{{min}},"maxReplicas":{{max}},{{more}},
        "nodeArguments":["--engine","simulated","--model","{{Model}}={{Model}}"]}]}
        """;

    /// <summary>Starts the scaler, also again.</summary>
    public async Task StartScalerAsync()
    {
        _scaler = ChildProcess.Start(
            FinClusterProgram.Path,
            ["scaler", "--cluster", _cluster.Address, "--plan", _folder.File("plan.json"), "--target", "local", "--data", Data,
             "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", .. _arguments],
            ServeProcess.ProgramEnvironment);
        Ready = await _scaler.WaitUntilReadyAsync();
    }

    /// <summary>Ends the scaler at once.</summary>
    public async Task KillScalerAsync()
    {
        await Scaler.SignalAsync("KILL");
        await Scaler.WaitForExitAsync();
        await Scaler.DisposeAsync();
    }

    /// <summary>Waits until the decisions are as wanted; tells the last ones when they do not become so.</summary>
    public async Task WaitForDecisionAsync(Func<IReadOnlyList<JsonNode>, bool> wanted)
    {
        try
        {
            await Eventually.IsTrueAsync(() => wanted(Decisions));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the decisions are{Environment.NewLine}{string.Join(Environment.NewLine, Decisions.TakeLast(40).Select(Short))}");
        }
    }

    /// <summary>Waits until the gateway reaches so many nodes.</summary>
    public Task WaitForNodesAsync(int nodes) => TestCluster.WaitUntilAsync(
        Gateway, status => status.Nodes.Count(node => node is { State: "ready", Reachable: true }) == nodes && status.Nodes.Count == nodes);

    private static string Short(JsonNode decision) =>
        $"{decision["time"]} {decision["before"]} -> {decision["replicas"]}, {decision["ready"]} ready, {decision["tokensPerSecond"]} tokens/s, {decision["queuedTokens"]} wait: {decision["reason"]}";

    public async ValueTask DisposeAsync()
    {
        if (_scaler is not null)
        {
            await _scaler.DisposeAsync();
        }

        // They live on when their scaler ends.
        foreach (int node in NodeProcesses)
        {
            await Signals.SendAsync(node, "KILL");
        }

        await _cluster.DisposeAsync();
        _folder.Dispose();
    }
}
