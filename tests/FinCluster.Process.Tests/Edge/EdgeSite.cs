using System.Security.Cryptography;
using System.Text;
using FinCluster.Contracts.V1;
using FinCluster.Core.Hosting;
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
    private ChildProcess? _keeper;

    private EdgeSite(NetworkNamespace wan, TestCluster cluster) => (_wan, _cluster) = (wan, cluster);

    /// <summary>Gets the answer of the edge.</summary>
    public static string OfEdge { get; } = new('X', AnswerTokens);

    /// <summary>Gets the answer of central.</summary>
    public static string OfCentral { get; } = new('Y', AnswerTokens);

    /// <summary>Gets the gateway.</summary>
    public GatewayProcess Gateway => _cluster.Gateways[0];

    /// <summary>Gets the folder of the site's audit log.</summary>
    public string Audit => _folder.File("audit");

    /// <summary>Gets the folder of the copy of it that central keeps.</summary>
    public string AuditCopy => Path.Combine(_folder.File("copies"), "branch-1");

    /// <summary>Starts the site and the central node.</summary>
    /// <param name="gatewayArguments">More arguments of the gateway.</param>
    public static Task<EdgeSite> StartAsync(params string[] gatewayArguments) => StartAsync(isCopied: false, gatewayArguments);

    /// <summary>Starts the site and the central node and, when the site's audit log is copied, a gateway at central that keeps the copy.</summary>
    public static async Task<EdgeSite> StartAsync(bool isCopied, params string[] gatewayArguments)
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
            string[] copying = isCopied ? await site.StartKeeperAsync() : [];
            await Task.WhenAll(edge, site._central.WaitUntilReadyAsync(), site._cluster.AddGatewayAsync(["--edge-model", "small+x", .. copying, .. gatewayArguments]));
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

    /// <summary>Says whether records of an answer are in the copy; what they name is not encrypted.</summary>
    public bool HasCopyOf(ChatAnswer answer) => Directory.Exists(AuditCopy)
        && Directory.EnumerateFiles(AuditCopy, "*.seg", SearchOption.AllDirectories)
            .Any(segment => File.ReadAllBytes(segment).AsSpan().IndexOf(Encoding.ASCII.GetBytes(answer.Started.Id)) >= 0);

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess? process in (ChildProcess?[])[_central, _keeper])
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _cluster.DisposeAsync();
        await _wan.DisposeAsync();
        _folder.Dispose();
    }

    // A gateway of central, on the other side of the line; gives the arguments of the site's own.
    private async Task<string[]> StartKeeperAsync()
    {
        string key = RandomNumberGenerator.GetHexString(32);
        await File.WriteAllTextAsync(_folder.File("site.key"), key);
        await File.WriteAllTextAsync(_folder.File("sites"), $"branch-1 {key}");
        _keeper = _wan.Start(
            FinClusterProgram.Path,
            ["gateway", "--cluster", $"redis://{_wan.Here}:{_cluster.Redis.Port}", "--http", $"{_wan.There}:0", "--grpc", $"{_wan.There}:0", "--allow-anonymous",
             "--audit-copies", _folder.File("copies"), "--audit-site-keys", _folder.File("sites")],
            ServeProcess.ProgramEnvironment);
        ReadyLine keeper = await _keeper.WaitUntilReadyAsync();
        return ["--audit", Audit, "--audit-copy-to", keeper.Http!, "--audit-copy-key-file", _folder.File("site.key")];
    }

    private string Adapter(string name, char letter)
    {
        string path = _folder.File(name + ".gguf");
        MarkedLlama.CreateAdapter(MarkedLlama.TokenOf(letter)).Save(path);
        return $"{name}={path}";
    }
}
