using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Tests.Engine;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Adapters;

/// <summary>Adapters that must be refused, with a reason, while what was loaded before goes on.</summary>
public sealed class AdapterAdmissionTests(AdapterFixture fixture) : IClassFixture<AdapterFixture>
{
    private static readonly int MarkerToken = MarkedLlama.TokenOf('X');

    [Fact]
    public Task Load_MadeForAnotherBase_IsRefused() => AssertRefusedAsync(
        MarkedLlama.CreateAdapter(MarkerToken).Set(AdapterAdmission.BaseKey, new string('0', ArtifactHash.Length)), "it was made for the base 000");

    [Fact]
    public async Task Load_MadeForThisBase_IsTaken()
    {
        AdapterFile adapter = await fixture.AdapterAsync(
            MarkedLlama.CreateAdapter(MarkerToken).Set(AdapterAdmission.BaseKey, fixture.BaseHash.Value));

        IInferenceEngine engine = await fixture.LoadAsync("good", adapter);

        Assert.Equal([new AdapterInfo(adapter.Name, adapter.Hash!, 1)], engine.Model.AdapterStack);
        await engine.DisposeAsync();
    }

    [Fact]
    public Task Load_RankTooHigh_IsRefused() => AssertRefusedAsync(
        MarkedLlama.CreateAdapter(new Dictionary<int, float> { [MarkerToken] = 100 }, rank: 257), "has the rank 257, more than 256");

    [Fact]
    public async Task Load_TargetThatMayNotBeChanged_IsRefused()
    {
        var limits = new AdapterLimits { Targets = System.Collections.Frozen.FrozenSet.Create("attn_q") };
        AdapterFile adapter = await fixture.AdapterAsync('X');
        var loader = new LlamaReplicaLoader(fixture.Options, limits, TimeProvider.System, NullLogger.Instance);

        Inference.Models.ModelFileException error = await Assert.ThrowsAsync<Inference.Models.ModelFileException>(
            () => loader.LoadAsync(fixture.Options, [adapter], TestTimeouts.Token));

        Assert.Contains("it changes the tensor 'output.weight'; adapters may change attn_q", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_FileTooLarge_IsRefusedUnread()
    {
        AdapterFile adapter = await fixture.AdapterAsync('X');
        var limits = new AdapterLimits { MaxFileBytes = new FileInfo(adapter.Path).Length };
        var loader = new LlamaReplicaLoader(fixture.Options, limits, TimeProvider.System, NullLogger.Instance);

        Inference.Models.ModelFileException error = await Assert.ThrowsAsync<Inference.Models.ModelFileException>(
            () => loader.LoadAsync(fixture.Options, [adapter], TestTimeouts.Token));

        Assert.Contains($"adapters must have less than {limits.MaxFileBytes}", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public Task Load_ModelInsteadOfAdapter_IsRefused() => AssertRefusedAsync(MarkedLlama.CreateModel(), "it is a model, not an adapter");

    [Fact]
    public Task Load_AdapterOfAWiderModel_IsRefused() => AssertRefusedAsync(
        MarkedLlama.CreateAdapter(new Dictionary<int, float> { [MarkerToken] = 1 }, options: new TinyLlamaOptions { Width = 128 }),
        "which do not fit the model's");

    [Fact]
    public Task Load_WeightsAreNoNumbers_IsRefused() => AssertRefusedAsync(
        MarkedLlama.CreateAdapter(new Dictionary<int, float> { [MarkerToken] = float.NaN }), "the model loads but does not compute");

    [Fact]
    public async Task Load_Truncated_IsRefused()
    {
        AdapterFile adapter = await fixture.AdapterAsync('X');
        byte[] bytes = await File.ReadAllBytesAsync(adapter.Path, TestTimeouts.Token);
        await File.WriteAllBytesAsync(adapter.Path, bytes[..^100], TestTimeouts.Token);

        await AssertRefusedAsync(adapter, "");
    }

    [Fact]
    public async Task Load_KvCacheBeyondTheMachine_HasNoRoomAndTheOtherGoesOn()
    {
        IInferenceEngine before = await fixture.LoadAsync("before", await fixture.AdapterAsync('Y'));
        var huge = new LlamaReplicaLoader(
            fixture.Options with { ContextLength = 1 << 20, ParallelSequences = 256, BatchTokens = 512 }, new AdapterLimits(), TimeProvider.System, NullLogger.Instance);

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => huge.LoadAsync(
            new Core.Replicas.ReplicaFiles(
                new Core.Replicas.ReplicaSpec { Name = "huge", Base = new Core.Replicas.ArtifactReference(fixture.BaseHash, 0, []) }, fixture.BasePath, []),
            TestTimeouts.Token));

        Assert.Equal(ErrorCode.NoRoom, error.Code);
        await AssertAnswersAsync(before);
    }

    private async Task AssertRefusedAsync(GgufWriter writer, string reason) => await AssertRefusedAsync(await fixture.AdapterAsync(writer), reason);

    private async Task AssertRefusedAsync(AdapterFile adapter, string reason)
    {
        IInferenceEngine before = await fixture.LoadAsync("before", await fixture.AdapterAsync('Y'));

        RequestException error = await Assert.ThrowsAsync<RequestException>(() => fixture.LoadAsync("bad", adapter));

        Assert.Equal(ErrorCode.AdapterRefused, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        await AssertAnswersAsync(before);
    }

    private static async Task AssertAnswersAsync(IInferenceEngine before)
    {
        Answer answer = await before.AnswerAsync(AdapterFixture.Question("before"), TestTimeouts.Token);
        Assert.Equal(new string('Y', AdapterFixture.AnswerTokens), answer.Text);
        await before.DisposeAsync();
    }
}
