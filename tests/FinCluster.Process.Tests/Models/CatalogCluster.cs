using FinCluster.Contracts.V1;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Models;

/// <summary>A cluster whose nodes have a tiny model, and whose catalog a test changes by the command line. Adapters are for a letter: their replicas answer with nothing else.</summary>
internal sealed class CatalogCluster : IAsyncDisposable
{
    /// <summary>The alias of the model.</summary>
    public const string Alias = "fin-chat";

    private const int AnswerTokens = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly TestCluster _cluster;

    private CatalogCluster(TestCluster cluster) => _cluster = cluster;

    /// <summary>Gets the gateways.</summary>
    public IReadOnlyList<GatewayProcess> Gateways => _cluster.Gateways;

    private string Artifacts => _folder.File("artifacts");

    private string Base => _folder.File("base.gguf");

    /// <summary>Starts two gateways and two nodes, and promotes the base alone.</summary>
    public static async Task<CatalogCluster> StartAsync(ControlPlaneEngine engine)
    {
        var cluster = new CatalogCluster(await TestCluster.StartAsync(engine, gateways: 0, nodes: 0));
        try
        {
            MarkedLlama.CreateModel().Save(cluster.Base);
            await Task.WhenAll(
                cluster._cluster.AddGatewayAsync("--artifacts", cluster.Artifacts),
                cluster._cluster.AddGatewayAsync("--artifacts", cluster.Artifacts),
                cluster.AddNodeAsync("n0"),
                cluster.AddNodeAsync("n1"));
            await cluster._cluster.WaitUntilKnownAsync();
            await cluster.RunAsync("push", cluster.Base, "--kind", "base", "--name", "base");
            await cluster.PromoteAsync(await cluster.PushReleaseAsync());
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node that has the model and nothing else.</summary>
    public Task<string> AddNodeAsync(string name) => _cluster.AddNodeAsync(name, "--model", $"tiny={Base}", "--artifacts", _folder.File(name));

    /// <summary>Gets the answer of a replica with the adapter of a letter.</summary>
    public static string Answer(char letter) => new(letter, AnswerTokens);

    /// <summary>Adds the adapter of a letter under the letter's name, and an alias for it if it is to be composed.</summary>
    public async Task PushAdapterAsync(char letter, bool isComposed = true)
    {
        string path = _folder.File($"{letter}.gguf");
        MarkedLlama.CreateAdapter(MarkedLlama.TokenOf(letter)).Save(path);
        string hash = await RunAsync("push", path, "--kind", "domain", "--name", $"{letter}", "--base", "base");
        if (isComposed)
        {
            await RunAsync("promote", $"{letter}", hash);
        }
    }

    /// <summary>Adds a chat template and a release of the base with it, and gives the release's id.</summary>
    public async Task<string> PushTemplatedReleaseAsync(string name, string template)
    {
        string path = _folder.File(name + ".jinja");
        await File.WriteAllTextAsync(path, template, TestTimeouts.Token);
        await RunAsync("push", path, "--kind", "template");
        return await RunAsync("push", "--release", "--base", "base", "--template", name);
    }

    /// <summary>Adds a release of the base, with an adapter or without, and gives its id.</summary>
    public Task<string> PushReleaseAsync(char? letter = null) =>
        RunAsync(["push", "--release", "--base", "base", .. letter is null ? (string[])[] : ["--domain", $"{letter}"]]);

    /// <summary>Points the alias to a release.</summary>
    public Task PromoteAsync(string release) => RunAsync("promote", Alias, release, "--override", "nothing was measured");

    /// <summary>Runs <c>fincluster models</c> and gives what it prints.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        await using ChildProcess program = await ChildProcess.RunAsync(
            FinClusterProgram.Path, ["models", .. arguments, "--cluster", _cluster.Address, "--artifacts", Artifacts], ServeProcess.ProgramEnvironment);
        Assert.True(program.ExitCode == 0, program.LastLines);
        return string.Join('\n', program.Output);
    }

    /// <summary>Asks a model through a gateway.</summary>
    public async Task<ChatAnswer> AskAsync(int gateway, string model)
    {
        ChatRequest request = Chat.Question("?", AnswerTokens);
        request.Model = model;
        return await Gateways[gateway].Grpc.AskAsync(request);
    }

    /// <summary>Waits until a gateway reaches so many nodes with so many replicas each.</summary>
    public Task WaitForReplicasAsync(int gateway, int nodes, int replicas) => TestCluster.WaitUntilAsync(
        Gateways[gateway], status => status.Nodes.Count(node => node.Reachable && node.Replicas.Count == replicas) == nodes);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }
}
