using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Tests.Engine;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Adapters;

/// <summary>Replicas of one base with different adapters, with the real libllama.</summary>
public sealed class AdapterReplicaTests(AdapterFixture fixture) : IClassFixture<AdapterFixture>
{
    [Fact]
    public async Task Generate_ThreeAdaptersAtOnce_EachAnswersWithItsOwnMarker()
    {
        const int Rounds = 12;
        var replicas = new List<(char Marker, IInferenceEngine Engine)>();
        foreach (char marker in "XYZ")
        {
            replicas.Add((marker, await fixture.LoadAsync($"base+{marker}", await fixture.AdapterAsync(marker))));
        }

        IEnumerable<Task<(char Marker, string Text)>> asking = Enumerable.Range(0, Rounds).SelectMany(round => replicas.Select(async replica =>
        {
            // One text for all: a KV cache that two replicas shared would show.
            GenerationRequest question = AdapterFixture.Question(replica.Engine.Model.Name, $"what is risk {round % 3}");
            return (replica.Marker, (await replica.Engine.AnswerAsync(question, TestTimeouts.Token)).Text);
        }));
        (char Marker, string Text)[] answers = await Task.WhenAll(asking);

        Assert.Equal(3 * Rounds, answers.Length);
        Assert.All(answers, answer => Assert.Equal(new string(answer.Marker, AdapterFixture.AnswerTokens), answer.Text));
        await DisposeAsync(replicas.Select(replica => replica.Engine));
    }

    [Fact]
    public async Task Generate_ScaleZero_IsTheBase()
    {
        IInferenceEngine plain = await fixture.LoadAsync("base");
        IInferenceEngine without = await fixture.LoadAsync("base+none", await fixture.AdapterAsync('X', scale: 0));
        IInferenceEngine with = await fixture.LoadAsync("base+some", await fixture.AdapterAsync('X', scale: 0.5f));

        string expected = await AskAsync(plain);
        string unscaled = await AskAsync(without);
        string scaled = await AskAsync(with);

        Assert.Equal(expected, unscaled);
        Assert.NotEqual(new string('X', AdapterFixture.AnswerTokens), expected);
        Assert.Equal(new string('X', AdapterFixture.AnswerTokens), scaled);
        await DisposeAsync([plain, without, with]);
    }

    [Fact]
    public async Task Generate_DomainAndTask_BothAct()
    {
        // Alone the domain's best is X and the task's is Z; what they agree on is Y.
        AdapterFile domain = await fixture.AdapterAsync(('X', 100), ('Y', 70));
        AdapterFile task = await fixture.AdapterAsync(('Z', 110), ('Y', 70));
        IInferenceEngine first = await fixture.LoadAsync("base+domain", domain);
        IInferenceEngine second = await fixture.LoadAsync("base+task", task);
        IInferenceEngine both = await fixture.LoadAsync("base+domain+task", domain, task);

        string[] texts = [await AskAsync(first), await AskAsync(second), await AskAsync(both)];

        Assert.Equal(["XXXXXXXX", "ZZZZZZZZ", "YYYYYYYY"], texts);
        Assert.Equal([domain.Hash, task.Hash], both.Model.AdapterStack.Select(adapter => adapter.ContentHash));
        Assert.Equal(fixture.BaseHash.Value, both.Model.ContentHash);
        await DisposeAsync([first, second, both]);
    }

    [Fact]
    public async Task Embed_WithAnAdapterOfTheLayers_IsAnotherVector()
    {
        IInferenceEngine plain = await fixture.LoadAsync("base");
        IInferenceEngine adapted = await fixture.LoadAsync(
            "base+layers", await fixture.AdapterAsync(FinCluster.Testing.Gguf.TinyLlamaModel.CreateLora(rank: 8), scale: 4));

        float[][] vectors = [await EmbedAsync(plain), await EmbedAsync(adapted)];

        Assert.NotEqual(vectors[0], vectors[1]);
        await DisposeAsync([plain, adapted]);
    }

    [Fact]
    public async Task Dispose_OneOfSeveral_TheOthersGoOnAndTheBaseGoesWithTheLast()
    {
        IInferenceEngine plain = await fixture.LoadAsync("base");
        IInferenceEngine adapted = await fixture.LoadAsync("base+X", await fixture.AdapterAsync('X'));
        IInferenceEngine other = await fixture.LoadAsync("base+Y", await fixture.AdapterAsync('Y'));

        await plain.DisposeAsync();
        await adapted.DisposeAsync();
        string text = await AskAsync(other);
        bool isThere = fixture.Loader.HasBase(fixture.BaseHash);
        await other.DisposeAsync();

        Assert.Equal(new string('Y', AdapterFixture.AnswerTokens), text);
        Assert.True(isThere);
        Assert.False(fixture.Loader.HasBase(fixture.BaseHash));
    }

    [Fact]
    public async Task Load_InThePlaceOfOneThatHasGone_AnswersAsIfThatHadNeverBeen()
    {
        IInferenceEngine plain = await fixture.LoadAsync("base");
        string expected = await AskAsync(plain);
        int before = fixture.Loader.Spares.Taken;
        var answers = new List<string>();
        foreach (AdapterFile adapter in (AdapterFile[])
            [await fixture.AdapterAsync('X'), await fixture.AdapterAsync('Y'), await fixture.AdapterAsync('X', scale: 0)])
        {
            IInferenceEngine engine = await fixture.LoadAsync("base+" + adapter.Name, adapter);
            answers.Add(await AskAsync(engine));
            Assert.Equal(0, (await engine.AnswerAsync(AdapterFixture.Question(engine.Model.Name, "the fund"), TestTimeouts.Token)).Started.CachedTokens);
            await engine.DisposeAsync();
        }

        Assert.Equal([new string('X', 8), new string('Y', 8), expected], answers);
        Assert.True(fixture.Loader.Spares.Taken >= before + 2);
        await plain.DisposeAsync();
        Assert.False(fixture.Loader.Spares.Drop());
    }

    [Fact]
    public async Task Dispose_WhileItAnswers_TheAnswerEndsSoThatItCanGoOnElsewhere()
    {
        IInferenceEngine engine = await fixture.LoadAsync("base+X", await fixture.AdapterAsync('X'));
        IAsyncEnumerator<GenerationEvent> answer = engine
            .GenerateAsync(AdapterFixture.Question("base+X", maxTokens: 200), TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await answer.MoveNextAsync());

        await engine.DisposeAsync();

        RequestException error = await Assert.ThrowsAsync<RequestException>(async () =>
        {
            while (await answer.MoveNextAsync())
            {
            }
        });
        Assert.Equal(ErrorCode.ShuttingDown, error.Code);
    }

    [Fact]
    public async Task Load_WhileOthersAnswer_DisturbsNoAnswer()
    {
        IInferenceEngine engine = await fixture.LoadAsync("base+X", await fixture.AdapterAsync('X'));
        Task<string[]> asking = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AskAsync(engine, maxTokens: 100)));
        for (int i = 0; i < 10; i++)
        {
            IInferenceEngine passing = await fixture.LoadAsync($"base+{i}", await fixture.AdapterAsync('Y'));
            Assert.Equal(new string('Y', AdapterFixture.AnswerTokens), await AskAsync(passing));
            await passing.DisposeAsync();
        }

        Assert.All(await asking, text => Assert.Equal(new string('X', 100), text));
        await engine.DisposeAsync();
    }

    private static async Task<string> AskAsync(IInferenceEngine engine, int maxTokens = AdapterFixture.AnswerTokens) =>
        (await engine.AnswerAsync(AdapterFixture.Question(engine.Model.Name, maxTokens: maxTokens), TestTimeouts.Token)).Text;

    private static async Task<float[]> EmbedAsync(IInferenceEngine engine)
    {
        EmbeddingResult result = await engine.EmbedAsync(new EmbeddingRequest(engine.Model.Name, [new TextPrompt("what is a bond")]), TestTimeouts.Token);
        return result.Vectors[0].ToArray();
    }

    private static async Task DisposeAsync(IEnumerable<IInferenceEngine> engines)
    {
        foreach (IInferenceEngine engine in engines)
        {
            await engine.DisposeAsync();
        }
    }
}
