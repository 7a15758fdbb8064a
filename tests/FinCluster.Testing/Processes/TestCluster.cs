using System.Net;
using System.Text.Json;
using FinCluster.Contracts.V1;
using FinCluster.Core.Hosting;
using FinCluster.Testing.Redis;

namespace FinCluster.Testing.Processes;

/// <summary>Real gateways and nodes over a real Redis, all on this machine.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly List<GatewayProcess> _gateways = [];
    private readonly Dictionary<string, ChildProcess> _nodes = new(StringComparer.Ordinal);

    // What is started after the start is of the newest release.
    private string _program = FinClusterProgram.First;

    private TestCluster(RedisServer redis, ControlPlaneEngine engine)
    {
        Redis = redis;
        Address = engine == ControlPlaneEngine.Orleans ? "orleans+" + redis.Uri : redis.Uri;
    }

    /// <summary>Gets what --cluster says.</summary>
    public string Address { get; }

    /// <summary>Gets the Redis that holds the control plane.</summary>
    public RedisServer Redis { get; }

    /// <summary>Gets the gateways, in the order of their start.</summary>
    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    /// <summary>Gets the node processes by the address that they announce.</summary>
    public IReadOnlyDictionary<string, ChildProcess> Nodes => _nodes;

    /// <summary>Starts a cluster and waits until every gateway knows every node.</summary>
    public static Task<TestCluster> StartAsync(int gateways, int nodes, params string[] nodeArguments) =>
        StartAsync(ControlPlaneEngine.Redis, gateways, nodes, nodeArguments);

    /// <summary>Starts a cluster with an engine of its control plane, and waits until every gateway knows every node.</summary>
    public static Task<TestCluster> StartAsync(ControlPlaneEngine engine, int gateways, int nodes, params string[] nodeArguments) =>
        StartAsync(new RedisServerOptions(), engine, gateways, nodes, nodeArguments);

    /// <summary>Starts a cluster with an engine over a Redis of some kind, and waits until every gateway knows every node.</summary>
    public static async Task<TestCluster> StartAsync(
        RedisServerOptions redis, ControlPlaneEngine engine, int gateways, int nodes, params string[] nodeArguments)
    {
        ControlPlaneEngines.Require(engine);
        var cluster = new TestCluster(await RedisServer.StartAsync(redis), engine);
        try
        {
            await Task.WhenAll(
            [
                .. Enumerable.Range(0, nodes).Select(index => cluster.AddNodeAsync($"n{index}", nodeArguments)),
                .. Enumerable.Range(0, gateways).Select(_ => cluster.AddGatewayAsync()),
            ]);
            await cluster.WaitUntilKnownAsync();
            cluster._program = FinClusterProgram.Path;
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another gateway.</summary>
    public async Task<GatewayProcess> AddGatewayAsync(params string[] arguments)
    {
        GatewayProcess gateway = await GatewayProcess.StartAsync(Address, before: null, _program, arguments);
        lock (_gateways)
        {
            _gateways.Add(gateway);
        }

        return gateway;
    }

    /// <summary>Adds a tenant, waits until every gateway asks callers for a key, and returns the tenant's.</summary>
    /// <remarks>From then on <see cref="WaitUntilKnownAsync"/> is refused.</remarks>
    public async Task<string> AddTenantAsync(string name, params string[] limits)
    {
        string key = Assert.Single(await RunAsync(["tenants", "add", name, "--cluster", Address, .. limits]));
        foreach (GatewayProcess gateway in _gateways)
        {
            await Eventually.IsTrueAsync(async () => await NeedsKeyAsync(gateway));
        }

        return key;
    }

    /// <summary>Reads the input and output tokens that are booked for the only tenant in this month.</summary>
    public async Task<long> ReadSpendAsync()
    {
        string list = string.Concat(await RunAsync(["tenants", "list", "--json", "--cluster", Address]));
        return Assert.Single(JsonDocument.Parse(list).RootElement.EnumerateArray()).GetProperty("tokens_this_month").GetInt64();
    }

    /// <summary>Lets a gateway end as SIGTERM does, and waits for it.</summary>
    public async Task StopGatewayAsync(GatewayProcess gateway)
    {
        _gateways.Remove(gateway);
        await gateway.Process.SignalAsync("TERM");
        await gateway.Process.WaitForExitAsync();
        await gateway.DisposeAsync();
    }

    /// <summary>Lets a gateway end as SIGTERM does, and starts one with its addresses, as an upgrade does.</summary>
    /// <remarks>In between, another program may be given its ports; a test that restarts many has to expect that.</remarks>
    public async Task<GatewayProcess> RestartGatewayAsync(GatewayProcess gateway)
    {
        await StopGatewayAsync(gateway);
        GatewayProcess restarted = await GatewayProcess.StartAsync(Address, gateway.Ready, _program);
        _gateways.Add(restarted);
        return restarted;
    }

    /// <summary>Starts another node and returns its address.</summary>
    public async Task<string> AddNodeAsync(string name, params string[] arguments)
    {
        ChildProcess process = ChildProcess.Start(
            _program,
            ["node", "--cluster", Address, "--name", name, "--grpc", "127.0.0.1:0", "--threads", "1", .. arguments],
            ServeProcess.ProgramEnvironment);
        try
        {
            ReadyLine ready = await process.WaitUntilReadyAsync();
            lock (_nodes)
            {
                _nodes.Add(ready.Grpc!, process);
            }

            return ready.Grpc!;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every gateway reaches exactly the nodes that run.</summary>
    public async Task WaitUntilKnownAsync()
    {
        foreach (GatewayProcess gateway in _gateways)
        {
            await WaitUntilAsync(gateway, status =>
                status.Nodes.Where(node => node is { State: "ready", Reachable: true }).Select(node => node.Address).ToHashSet().SetEquals(_nodes.Keys)
                && status.Nodes.Count == _nodes.Count);
        }
    }

    /// <summary>Forgets a node that the test has ended.</summary>
    public async Task ForgetNodeAsync(string address)
    {
        ChildProcess process = _nodes[address];
        _nodes.Remove(address);
        await process.WaitForExitAsync();
        await process.DisposeAsync();
    }

    /// <summary>Asks a gateway how the cluster is until it is as wanted.</summary>
    public static Task<GetStatusResponse> WaitUntilAsync(GatewayProcess gateway, Func<GetStatusResponse, bool> wanted) =>
        Eventually.GetAsync(async () => await gateway.StatusAsync(), wanted);

    private static async Task<bool> NeedsKeyAsync(GatewayProcess gateway)
    {
        using HttpResponseMessage response = await gateway.Http.GetAsync(new Uri("/v1/models", UriKind.Relative), TestTimeouts.Token);
        return response.StatusCode == HttpStatusCode.Unauthorized;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(IEnumerable<string> arguments)
    {
        await using ChildProcess program = await ChildProcess.RunAsync(FinClusterProgram.Path, arguments, ServeProcess.ProgramEnvironment);
        Assert.True(program.ExitCode == 0, program.LastLines);
        return program.Output;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (GatewayProcess gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        foreach (ChildProcess node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
    }
}
