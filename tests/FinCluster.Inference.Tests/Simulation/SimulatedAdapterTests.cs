using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Replicas;
using FinCluster.Inference.Simulation;
using FinCluster.Inference.Tests.Engine;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Simulation;

/// <summary>Simulated replicas with adapters, whose answers must not be taken for each other's.</summary>
public sealed class SimulatedAdapterTests
{
    private const int AnswerTokens = 60;

    private static readonly SimulatedEngineOptions Options = new()
    {
        ModelName = "sim",
        MeanAnswerTokens = 1_000_000,
        Faults = new SimulatedFaults { Slowdown = 0 },
        LoadTime = TimeSpan.Zero,
    };

    private static readonly SimulatedReplicaLoader Loader = new(Options, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task Generate_WithAdapters_HasItsMarkerAndNoOthers()
    {
        IInferenceEngine[] engines = [await LoadAsync(), await LoadAsync("a"), await LoadAsync("b"), await LoadAsync("a", "b")];

        string[] read = await Task.WhenAll(engines.Select(async engine => SimulatedMarker.Read(await AskAsync(engine))));

        Assert.Equal(engines.Select(engine => SimulatedMarker.Of(engine.Model.AdapterStack)), read);
        Assert.Equal(4, read.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("", read[0]);
    }

    [Fact]
    public async Task Generate_ResumedInTheMiddle_HasTheSameText()
    {
        IInferenceEngine engine = await LoadAsync("a");
        Answer whole = await engine.AnswerAsync(Question(engine), TestTimeouts.Token);

        Answer rest = await engine.AnswerAsync(Question(engine) with { ResumeFrom = [.. whole.Tokens.Take(25)] }, TestTimeouts.Token);

        Assert.Equal(whole.Tokens.Skip(25), rest.Tokens);
    }

    [Fact]
    public async Task Load_TakesItsTime()
    {
        var time = new ManualTimeProvider();
        var loader = new SimulatedReplicaLoader(Options with { LoadTime = TimeSpan.FromSeconds(3) }, time, NullLogger.Instance);

        Task<IInferenceEngine> loading = loader.LoadAsync(Files("a"), TestTimeouts.Token);
        time.Advance(TimeSpan.FromSeconds(2));
        bool early = loading.IsCompleted;
        time.Advance(TimeSpan.FromSeconds(1));

        await using IInferenceEngine engine = await loading;
        Assert.False(early);
    }

    // What is in the file is not looked at: there is none.
    [Fact]
    public async Task Load_WithATemplate_ReportsItAndReadsPromptsAsBefore()
    {
        ReplicaFiles files = Files("a");
        await using IInferenceEngine plain = await Loader.LoadAsync(files, TestTimeouts.Token);
        await using IInferenceEngine own = await Loader.LoadAsync(
            files with { Spec = files.Spec with { Template = new ArtifactReference(Hash("template"), 0, []) }, TemplatePath = "/nowhere" }, TestTimeouts.Token);

        Assert.Equal((null, Hash("template").Value), (plain.Model.TemplateHash, own.Model.TemplateHash));
        Assert.Equal(await AskAsync(plain), await AskAsync(own));
    }

    private static Task<IInferenceEngine> LoadAsync(params string[] adapters) => Loader.LoadAsync(Files(adapters), TestTimeouts.Token);

    private static ReplicaFiles Files(params string[] adapters) => new(
        new ReplicaSpec
        {
            Name = "sim+" + string.Join('+', adapters),
            Base = new ArtifactReference(Hash("base"), 0, []),
            Adapters = [.. adapters.Select(adapter => new AdapterReference(new ArtifactReference(Hash(adapter), 0, [])))],
        },
        null,
        [.. adapters]);

    private static ArtifactHash Hash(string text) =>
        ArtifactHash.FromDigest(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static GenerationRequest Question(IInferenceEngine engine) =>
        Answers.Question("问", AnswerTokens) with { Model = engine.Model.Name };

    private static async Task<string> AskAsync(IInferenceEngine engine) => (await engine.AnswerAsync(Question(engine), TestTimeouts.Token)).Text;
}
