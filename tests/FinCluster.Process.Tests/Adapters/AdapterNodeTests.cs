using System.Net.Http.Json;
using System.Text.Json;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Grpc;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;
using FinCluster.Wire;

namespace FinCluster.Process.Tests.Adapters;

/// <summary>The real program with the real libllama: adapters whose replicas answer with one letter each.</summary>
public sealed class AdapterNodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _base;

    public AdapterNodeTests()
    {
        _base = _folder.File("base.gguf");
        MarkedLlama.CreateModel().Save(_base);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Node_AdaptersOfTheCommandLine_EachReplicaAnswersItsOwn()
    {
        await using NodeProcess node = await NodeProcess.StartAsync(
            "--model", $"fin={_base}", "--adapter", $"x={Adapter('X')}", "--adapter", $"y={Adapter('Y')}@0.5", "--adapter", $"z={Adapter('Z')}@0");

        string[] answers = await Task.WhenAll(new[] { "fin", "fin+x", "fin+y", "fin+z", "fin+x" }.Select(model => node.AskAsync(model)));

        Assert.Equal((new string('X', 8), new string('Y', 8), new string('X', 8)), (answers[1], answers[2], answers[4]));
        Assert.Equal(answers[0], answers[3]);
    }

    [Fact]
    public async Task Node_FetchesFromAPeer_AndLoadsTheSameAfterARestart()
    {
        string x = Adapter('X'), y = Adapter('Y'), folder = _folder.File("artifacts");
        string[] arguments = ["--model", $"fin={_base}", "--artifacts", folder];
        await using (NodeProcess peer = await NodeProcess.StartAsync("--model", $"fin={_base}", "--adapter", $"x={x}", "--adapter", $"y={y}"))
        await using (NodeProcess node = await NodeProcess.StartAsync(arguments))
        {
            await node.LoadAsync(NodeCalls.Spec("fin+x", _base, peer.Source, x));
            await node.LoadAsync(NodeCalls.Spec("fin+gone", _base, peer.Source, x));
            await node.LoadAsync(NodeCalls.Spec("fin+y", _base, peer.Source, y));
            await node.UnloadAsync("fin+gone");
            Assert.Equal(new string('X', 8), await node.AskAsync("fin+x"));
        }

        // The file of one of them is lost meanwhile, and nobody has it any more.
        File.Delete(Directory.EnumerateFiles(folder, NodeCalls.HashOf(y).Value, SearchOption.AllDirectories).Single());
        await using NodeProcess again = await NodeProcess.StartAsync(arguments);
        string answer = await again.AskAsync("fin+x");
        Contracts.Node.V1.GetInfoResponse info = await again.InfoAsync();

        Assert.Equal(new string('X', 8), answer);
        Assert.Equal(["fin", "fin+x"], info.Replicas.Select(replica => replica.Model.Name));
        Contracts.Node.V1.ReplicaProblem problem = Assert.Single(info.Problems);
        Assert.Equal(("fin+y", "artifact_unavailable"), (problem.Name, problem.Error));
    }

    [Fact]
    public async Task Node_BaseOfItsOwn_IsFetchedAndSharedByItsReplicas()
    {
        string other = _folder.File("other.gguf"), x = Adapter('X');
        MarkedLlama.CreateModel(new TinyLlamaOptions { Seed = 7 }).Save(other);
        await using NodeProcess peer = await NodeProcess.StartAsync("--model", $"fin={other}", "--adapter", $"x={x}");
        await using NodeProcess node = await NodeProcess.StartAsync("--model", $"fin={_base}", "--artifacts", _folder.File("artifacts"));

        await node.LoadAsync(NodeCalls.Spec("other", other, peer.Source));
        await node.LoadAsync(NodeCalls.Spec("other+x", other, peer.Source, x));
        string plain = await node.AskAsync("other");
        await node.UnloadAsync("other");

        Assert.Equal(await peer.AskAsync("fin"), plain);
        Assert.Equal(new string('X', 8), await node.AskAsync("other+x"));
    }

    [Fact]
    public async Task Node_BadAdapters_AreRefusedAndTheOldOneServes()
    {
        string good = Adapter('X');
        string otherBase = _folder.File("other-base.gguf");
        MarkedLlama.CreateAdapter(MarkedLlama.TokenOf('Y')).Set("fincluster.base.sha256", new string('0', 64)).Save(otherBase);
        string rank = _folder.File("rank.gguf");
        MarkedLlama.CreateAdapter(new Dictionary<int, float> { [MarkedLlama.TokenOf('Y')] = 1 }, rank: 300).Save(rank);
        string truncated = _folder.File("truncated.gguf");
        await File.WriteAllBytesAsync(truncated, (await File.ReadAllBytesAsync(good, TestTimeouts.Token))[..^50], TestTimeouts.Token);
        string noGguf = _folder.File("text.gguf");
        await File.WriteAllTextAsync(noGguf, "no adapter", TestTimeouts.Token);
        string large = _folder.File("large.gguf");
        await File.WriteAllBytesAsync(large, new byte[2_000_000], TestTimeouts.Token);
        string[] bad = [otherBase, rank, truncated, noGguf, large];

        // The files come from one that looks at none of them.
        await using NodeProcess peer = await NodeProcess.StartAsync("--model", $"fin={_base}", "--artifacts", _folder.File("peer"));
        await using NodeProcess node = await NodeProcess.StartAsync(
            "--model", $"fin={_base}", "--adapter", $"x={good}", "--artifacts", _folder.File("artifacts"), "--max-adapter-size", "1");
        foreach (string path in bad)
        {
            string name = NodeCalls.HashOf(path).Value;
            Directory.CreateDirectory(_folder.File($"peer/{name[..2]}"));
            File.Copy(path, _folder.File($"peer/{name[..2]}/{name}"));
            GrpcException status = await Assert.ThrowsAsync<GrpcException>(() => node.LoadAsync(NodeCalls.Spec("fin+bad", _base, peer.Source, path)));
            RequestException error = ErrorWire.FromStatus(status)!;
            Assert.True(error.Code == ErrorCode.AdapterRefused, $"{path}: {error.Code}: {error.Message}");
        }

        RequestException missing = ErrorWire.FromStatus(
            await Assert.ThrowsAsync<GrpcException>(() => node.LoadAsync(NodeCalls.Spec("fin+bad", _base, peer.Source, Adapter('Q')))))!;
        Assert.Equal(ErrorCode.ArtifactUnavailable, missing.Code);
        Assert.Equal(new string('X', 8), await node.AskAsync("fin+x"));
    }

    [Fact]
    public async Task Serve_WithAnAdapter_ServesBothNames()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--model", $"fin={_base}", "--adapter", $"x={Adapter('X')}");

        string[] models = await ModelsAsync(server);
        string answer = await ChatAsync(server, "fin+x");

        Assert.Equal(["fin", "fin+x"], models);
        Assert.Equal(new string('X', 8), answer);
    }

    [Fact]
    public async Task Serve_ReplicaIsLoadedAndUnloaded_TheGatewayKnows()
    {
        string x = Adapter('X');
        await using NodeProcess peer = await NodeProcess.StartAsync("--model", $"fin={_base}", "--adapter", $"x={x}");
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--model", $"fin={_base}", "--adapter", $"x={x}");
        Contracts.V1.GetStatusResponse status = await server.Grpc.UnaryAsync(
            PublicMethods.GetStatus, new Contracts.V1.GetStatusRequest(), Grpc.Client.GrpcCallOptions.Default, TestTimeouts.Token);
        using var channel = new Grpc.Client.GrpcChannel(new Uri($"http://{status.Nodes.Single().Address}"), TimeProvider.System);

        ReplicaSpec spec = NodeCalls.Spec("r-1", _base, peer.Source, x);
        await channel.UnaryAsync(NodeMethods.LoadReplica, ReplicaWire.ToProto(spec), Grpc.Client.GrpcCallOptions.Default, TestTimeouts.Token);
        await Eventually.IsTrueAsync(async () => (await ModelsAsync(server)).Contains("r-1"));
        string answer = await ChatAsync(server, "r-1");
        await channel.UnaryAsync(
            NodeMethods.UnloadReplica, new Contracts.Node.V1.UnloadReplicaRequest { Name = "r-1" }, Grpc.Client.GrpcCallOptions.Default, TestTimeouts.Token);
        await Eventually.IsTrueAsync(async () => !(await ModelsAsync(server)).Contains("r-1"));

        Assert.Equal(new string('X', 8), answer);
    }

    private static async Task<string[]> ModelsAsync(ServeProcess server)
    {
        JsonElement list = await server.Http.GetFromJsonAsync<JsonElement>(new Uri("/v1/models", UriKind.Relative), TestTimeouts.Token);
        return [.. list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
    }

    private static async Task<string> ChatAsync(ServeProcess server, string model)
    {
        using HttpResponseMessage response = await server.Http.PostAsJsonAsync(
            new Uri("/v1/chat/completions", UriKind.Relative),
            new { model, messages = new[] { new { role = "user", content = "what is a bond" } }, max_tokens = 8, temperature = 0 },
            TestTimeouts.Token);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeouts.Token);
        return answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    private string Adapter(char marker)
    {
        string path = _folder.File($"{marker}.gguf");
        MarkedLlama.CreateAdapter(MarkedLlama.TokenOf(marker)).Save(path);
        return path;
    }
}
