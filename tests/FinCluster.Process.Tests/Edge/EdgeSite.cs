using FinCluster.Contracts.V1;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;
using FinCluster.Testing.Redis;

namespace FinCluster.Process.Tests.Edge;

/// <summary>A gateway and an edge node at one place, and a central node behind a line. Whoever answers says so: the edge X, central Y.</summary>
internal sealed class EdgeSite : IAsyncDisposable
{
    /// <summary>A question that the edge was taught.</summary>
    public const string Simple = "什么是市盈率？";

    /// <summary>A question for central.</summary>
    public const string Heavy = "请根据这两家公司过去三年的营收、毛利率和现金流，逐步分析哪一家的偿债能力更强，并计算各自的流动比率，说明理由。";

    private const int AnswerTokens = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly NetworkNamespace _wan;
    private readonly TestCluster _cluster;
    private ChildProcess? _central;

    private EdgeSite(NetworkNamespace wan, TestCluster cluster) => (_wan, _cluster) = (wan, cluster);

    /// <summary>Gets the answer of the edge.</summary>
    public static string OfEdge { get; } = new('X', AnswerTokens);

    /// <summary>Gets the answer of central.</summary>
    public static string OfCentral { get; } = new('Y', AnswerTokens);

    /// <summary>Gets the gateway.</summary>
    public GatewayProcess Gateway => _cluster.Gateways[0];

    /// <summary>Starts the site and the central node.</summary>
    /// <param name="gatewayArguments">More arguments of the gateway.</param>
    public static async Task<EdgeSite> StartAsync(params string[] gatewayArguments)
    {
        NetworkNamespace wan = await NetworkNamespace.CreateAsync();
        var site = new EdgeSite(
            wan, await TestCluster.StartAsync(new RedisServerOptions { AlsoOn = wan.Here }, ControlPlaneEngine.Redis, gateways: 0, nodes: 0));
        try
        {
            string model = site._folder.File("base.gguf");
            MarkedLlama.CreateModel().Save(model);
            Task<string> edge = site._cluster.AddNodeAsync("edge", "--tier", "edge", "--model", $"small={model}", "--adapter", site.Adapter("x", 'X'));
            site._central = wan.Start(
                FinClusterProgram.Path,
                ["node", "--cluster", $"redis://{wan.Here}:{site._cluster.Redis.Port}", "--name", "central", "--grpc", $"{wan.There}:0", "--threads", "1",
                 "--model", $"large={model}", "--adapter", site.Adapter("y", 'Y')],
                ServeProcess.ProgramEnvironment);
            await Task.WhenAll(edge, site._central.WaitUntilReadyAsync(), site._cluster.AddGatewayAsync(["--edge-model", "small+x", .. gatewayArguments]));
            await site.WaitForNodesAsync(2);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts the line to central.</summary>
    public Task CutAsync() => _wan.CutAsync();

    /// <summary>Mends it.</summary>
    public Task MendAsync() => _wan.MendAsync();

    /// <summary>Waits until the gateway reaches so many nodes.</summary>
    public Task WaitForNodesAsync(int reachable) =>
        TestCluster.WaitUntilAsync(Gateway, status => status.Nodes.Count(node => node.Reachable) == reachable);

    /// <summary>Asks central's model.</summary>
    public Task<ChatAnswer> AskAsync(string question)
    {
        ChatRequest request = Chat.Question(question, AnswerTokens);
        request.Model = "large+y";
        return Gateway.Grpc.AskAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        if (_central is not null)
        {
            await _central.DisposeAsync();
        }

        await _cluster.DisposeAsync();
        await _wan.DisposeAsync();
        _folder.Dispose();
    }

    private string Adapter(string name, char letter)
    {
        string path = _folder.File(name + ".gguf");
        MarkedLlama.CreateAdapter(MarkedLlama.TokenOf(letter)).Save(path);
        return $"{name}={path}";
    }
}
