using System.Security.Cryptography;
using FinCluster.Contracts.V1;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Models;

/// <summary>The catalog of a real cluster, by command lines that reach nothing of it but a gateway.</summary>
public sealed class RemoteCatalogTests : IAsyncLifetime
{
    private const string Alias = "fin-chat";
    private const int AnswerTokens = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly string _adminKey = RandomNumberGenerator.GetHexString(40, lowercase: true);
    private TestCluster _cluster = null!;
    private GatewayProcess _gateway = null!;

    private string Base => _folder.File("base.gguf");

    public async ValueTask InitializeAsync()
    {
        MarkedLlama.CreateModel().Save(Base);
        await File.WriteAllTextAsync(_folder.File("admin.key"), _adminKey, TestTimeouts.Token);
        _cluster = await TestCluster.StartAsync(gateways: 0, nodes: 0);
        _gateway = await _cluster.AddGatewayAsync("--artifacts", _folder.File("artifacts"), "--admin-key-file", _folder.File("admin.key"));
        await _cluster.AddNodeAsync("n0", "--model", $"tiny={Base}", "--artifacts", _folder.File("n0"));
        await _cluster.WaitUntilKnownAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Release_PushedAndPromotedThroughAGateway_AnswersAndIsRolledBack()
    {
        MarkedLlama.CreateAdapter(MarkedLlama.TokenOf('X')).Save(_folder.File("x.gguf"));
        await RunAsync("push", Base, "--kind", "base", "--name", "base");
        await RunAsync("push", _folder.File("x.gguf"), "--kind", "domain", "--name", "x", "--base", "base");
        await RunAsync("promote", Alias, await RunAsync("push", "--release", "--base", "base"), "--override", "nothing was measured");
        string plain = await Eventually.GetAsync(async () => await AskAsync(), answer => answer is not null) ?? "";

        await RunAsync("promote", Alias, await RunAsync("push", "--release", "--base", "base", "--domain", "x"), "--override", "nothing was measured");
        await Eventually.GetAsync(async () => await AskAsync(), answer => answer == new string('X', AnswerTokens));
        await RunAsync("rollback", Alias);
        await Eventually.GetAsync(async () => await AskAsync(), answer => answer == plain);

        Assert.Equal(4, (await RunAsync("history", Alias)).Split('\n').Length);
    }

    [Fact]
    public async Task Upload_WhoseConnectionBreaks_GoesOnByItself()
    {
        const int Bytes = 12_000_000;
        string path = _folder.File("facts.jsonl");
        byte[] content = CatalogTexts.Knowledge(Bytes / 1_000);
        await File.WriteAllBytesAsync(path, content, TestTimeouts.Token);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));

        await using var proxy = new CuttingProxy(_gateway.Ready.Grpc!, cuts: 2, bytes: 5_000_000);
        await using ChildProcess program = await StartAsync(proxy.Address, "push", path, "--kind", "knowledge", "--name", "facts");

        Assert.True(program.ExitCode == 0, program.LastLines);
        Assert.Equal(0, proxy.CutsLeft);

        // Begun anew each time, it would be the file and what was cut; gone on with, it is the file and what was on the line.
        Assert.InRange(proxy.Passed, Bytes, Bytes + 5_000_000);
        Assert.Equal(hash, Assert.Single(program.Output));
        Assert.Contains("facts: interrupted", program.LastLines, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_folder.File("artifacts"), hash[..2], hash), TestTimeouts.Token));
        Assert.Contains("facts", await RunAsync("list"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        await using ChildProcess program = await StartAsync(_gateway.Ready.Grpc!, arguments);
        Assert.True(program.ExitCode == 0, program.LastLines);
        return string.Join('\n', program.Output);
    }

    private Task<ChildProcess> StartAsync(string server, params string[] arguments) => ChildProcess.RunAsync(
        FinClusterProgram.Path,
        ["models", .. arguments, "--server", server],
        new Dictionary<string, string?>(ServeProcess.ProgramEnvironment) { ["FINCLUSTER_ADMIN_KEY"] = _adminKey });

    /// <summary>Asks the alias; null while it is not there.</summary>
    private async Task<string?> AskAsync()
    {
        try
        {
            ChatRequest request = Chat.Question("?", AnswerTokens);
            request.Model = Alias;
            return (await _gateway.Grpc.AskAsync(request)).Text;
        }
        catch (Grpc.GrpcException)
        {
            return null;
        }
    }
}
