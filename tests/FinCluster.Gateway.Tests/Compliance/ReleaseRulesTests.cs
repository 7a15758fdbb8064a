using System.Net;
using System.Text;
using System.Text.Json;
using FinCluster.Artifacts;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance;

/// <summary>Guard rules that a release of the catalog brings: they change with the alias, while the gateway runs.</summary>
public sealed class ReleaseRulesTests : IAsyncLifetime
{
    private const string Alias = "fin-chat";
    private const string Question = "请推荐紫色的股票";

    private const string Pack =
        """{"format":1,"name":"own","version":"7","rules":[{"id":"own.colour","category":"guaranteedReturn","directions":["input"],"action":"refuse","certain":true,"match":[{"words":["紫色的股票"]}]}]}""";

    private static readonly ArtifactHash Base = MemoryCatalog.HashOf("base");
    private static readonly ArtifactHash Rules = MemoryCatalog.HashOf(Pack);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeInferenceEngine _engine = new("finlite") { Model = new FakeInferenceEngine("finlite").Model with { ContentHash = Base.Value } };
    private FolderArtifactStore _files = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _files = FolderArtifactStore.Open(_folder.Path, new FolderArtifactStoreOptions(), TimeProvider.System);
        _gateway = await RunningGateway.StartAsync(
            setup =>
            {
                setup.Gateway.Compliance = ComplianceConfiguration.Default;
                setup.Services = services => services.AddSingleton<IArtifactStore>(_files);
            },
            _engine);
        _gateway.Catalog.AddBase("base");
        _gateway.Catalog.Do(new PushArtifact(new Artifact(Rules, ArtifactKind.GuardRules, "own", Encoding.UTF8.GetByteCount(Pack), MemoryCatalog.Now)));
        _gateway.Catalog.Promote(Alias, new Release(Base));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task AliasMoves_RulesMoveWithIt()
    {
        await PushAsync(Pack);
        string before = Finish(await (await AskAsync()).JsonAsync());

        _gateway.Catalog.Promote(Alias, new Release(Base) { GuardRules = Rules });
        string during = Finish(await (await AskAsync()).JsonAsync());
        _gateway.Catalog.Promote(Alias, new Release(Base));
        string after = Finish(await (await AskAsync()).JsonAsync());

        Assert.Equal(("stop", "content_filter", "stop"), (before, during, after));
    }

    [Fact]
    public async Task RulesThatCannotBeRead_LetNothingBeAnswered_UntilTheyCan()
    {
        _gateway.Catalog.Promote(Alias, new Release(Base) { GuardRules = Rules });

        (string code, _, _) = await (await AskAsync()).ErrorAsync(HttpStatusCode.ServiceUnavailable);
        await PushAsync(Pack);
        string then = Finish(await (await AskAsync()).JsonAsync());

        Assert.Equal(("artifact_unavailable", "content_filter"), (code, then));
        Assert.Empty(_engine.Calls);
    }

    private async Task PushAsync(string pack)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(pack);
        await using IArtifactWrite write = await _files.BeginWriteAsync(Rules, bytes.Length, TestTimeouts.Token);
        await write.AppendAsync(bytes, TestTimeouts.Token);
        await write.CompleteAsync(null, TestTimeouts.Token);
    }

    private Task<HttpResponseMessage> AskAsync() => _gateway.PostAsync(
        "/v1/chat/completions", $$"""{"model":"{{Alias}}","messages":[{"role":"user","content":"{{Question}}"}]}""");

    private static string Finish(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString()!;
}
