using System.Net;
using System.Text.Json;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Tests.Scaling;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Models;

/// <summary>Requests that name an alias of the catalog. Node "a" has the base alone, node "b" the same base with an adapter.</summary>
public sealed class AliasTests : IAsyncLifetime
{
    private const string Alias = "fin-chat";

    private static readonly ArtifactHash Base = MemoryCatalog.HashOf("base");
    private static readonly ArtifactHash Adapter = MemoryCatalog.HashOf("brokerage");
    private static readonly Release Plain = new(Base);
    private static readonly Release Adapted = Plain with { Domain = new AdapterUse(Adapter) };

    private readonly FakeInferenceEngine _a = new("finlite") { Model = Model("finlite") };
    private readonly FakeInferenceEngine _b = new("adapted")
    {
        Model = Model(ReplicaContent.Of(Adapted).Name) with { AdapterStack = [new AdapterInfo("brokerage", Adapter.Value, 1)] },
    };

    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(setup => setup.Dispatch.MaxOutage = TimeSpan.FromMilliseconds(200), _a, _b);
        _gateway.Catalog.AddBase("base");
        _gateway.Catalog.AddAdapter("brokerage", Base);
        _gateway.Catalog.Promote(Alias, Plain);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    private (int A, int B) Calls => (_a.Calls.Count, _b.Calls.Count);

    [Fact]
    public async Task Chat_TheAlias_IsAnsweredByWhatItMeansUnderItsName()
    {
        JsonElement answer = await AskAsync(Alias);

        Assert.Equal(Alias, answer.GetProperty("model").GetString());
        Assert.Equal((1, 0), Calls);
    }

    [Fact]
    public async Task Chat_NoName_IsTheOnlyAlias() => Assert.Equal(
        Alias, (await (await _gateway.PostAsync("/v1/chat/completions", HttpCalls.Question())).JsonAsync()).GetProperty("model").GetString());

    [Fact]
    public async Task Chat_NoName_IsTheAliasOfTheTenantIfThereIsOne()
    {
        _gateway.Catalog.Promote("local", Adapted);

        JsonElement answer = await (await _gateway.PostAsync("/v1/chat/completions", HttpCalls.Question())).JsonAsync();

        Assert.Equal("local", answer.GetProperty("model").GetString());
        Assert.Equal((0, 1), Calls);
    }

    [Fact]
    public async Task Chat_AliasWithAnAdapter_IsAnsweredByTheReplicaThatHasBoth()
    {
        JsonElement answer = await AskAsync("fin-chat+brokerage");

        Assert.Equal("fin-chat+brokerage", answer.GetProperty("model").GetString());
        Assert.Equal((0, 1), Calls);
    }

    [Theory]
    [InlineData("fin-chat+nothing", "there is no adapter 'nothing'")]
    [InlineData("fin-chat+brokerage+brokerage", "'brokerage' is for a domain")]
    [InlineData("nothing+brokerage", "there is fin-chat, finlite")]
    public async Task Chat_AModelThatCannotBeComposed_SaysWhy(string model, string expected)
    {
        (string code, _, string message) = await (await ChatAsync(model)).ErrorAsync(HttpStatusCode.NotFound);

        Assert.Equal("model_not_found", code);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demand_AliasHoweverItWasNamed_IsCountedUnderItsName()
    {
        await AskAsync(Alias);
        await AskAsync(Alias + "+brokerage");
        await (await _gateway.ChatAsync()).JsonAsync();
        await AskAsync("finlite");

        Assert.Equal([Alias, "finlite"], _gateway.DemandNames());
        Assert.Equal((3, 1), (_gateway.Demand(Alias).Requests, _gateway.Demand("finlite").Requests));
    }

    [Fact]
    public async Task Promote_AndRollBack_MoveTheNextRequest()
    {
        JsonElement before = await AskAsync(Alias);
        _gateway.Catalog.Promote(Alias, Adapted);
        JsonElement after = await AskAsync(Alias);
        _gateway.Catalog.Do(new RollBack(Alias, 2, "test", "a test"));
        JsonElement again = await AskAsync(Alias);

        Assert.Equal((2, 1), Calls);
        string[] fingerprints = [.. new[] { before, after, again }.Select(answer => answer.GetProperty("system_fingerprint").GetString()!)];
        Assert.Equal(fingerprints[0], fingerprints[2]);
        Assert.NotEqual(fingerprints[0], fingerprints[1]);
    }

    [Fact]
    public async Task Promote_ToWhatNoNodeHas_IsAnsweredByWhatTheAliasMeantBeforeUntilOneHas()
    {
        _gateway.Catalog.Promote(Alias, Plain with { Domain = new AdapterUse(Adapter, 0.5m) });
        await AskAsync(Alias);
        Assert.Equal((1, 0), Calls);
        await using var loaded = new FakeInferenceEngine
        {
            Model = Model("half") with { AdapterStack = [new AdapterInfo("brokerage", Adapter.Value, 0.5f)] },
        };
        await _gateway.AddNodeAsync(loaded);

        await AskAsync(Alias);

        Assert.Equal((1, 0), Calls);
        Assert.Single(loaded.Calls);
    }

    [Fact]
    public async Task Canary_OfAllRequests_GetsThemAndEndsWhenTooManyFail()
    {
        _b.Script = _ => FakeScript.Refuse(new RequestException(ErrorCode.EngineFailed, "no"));
        _gateway.Catalog.StartCanary(Alias, Adapted, 1, new CanaryLimits { MinRequests = 10 });

        Assert.False((await ChatAsync(Alias)).IsSuccessStatusCode);

        await Eventually.IsTrueAsync(() => _gateway.Catalog.Current.FindAlias(Alias)!.Canary is null);
        AliasEntry end = _gateway.Catalog.Current.FindAlias(Alias)!.Current;
        Assert.Equal((AliasAction.CanaryAbort, "canary-watch"), (end.Action, end.Actor));
        Assert.Contains("1 of 1 requests failed", end.Reason, StringComparison.Ordinal);
        await AskAsync(Alias);
        Assert.Single(_a.Calls);
    }

    [Fact]
    public async Task Canary_CallersErrors_AreNotItsFault()
    {
        _b.Script = _ => FakeScript.Refuse(new RequestException(ErrorCode.ContextLengthExceeded, "no"));
        _gateway.Catalog.StartCanary(Alias, Adapted, 1, new CanaryLimits { MinRequests = 1 });

        Assert.False((await ChatAsync(Alias)).IsSuccessStatusCode);
        await _gateway.Services.GetRequiredService<CanaryWatch>().JudgeAsync(TestTimeouts.Token);

        Assert.NotNull(_gateway.Catalog.Current.FindAlias(Alias)!.Canary);
    }

    [Fact]
    public async Task Canary_ThatNoNodeHas_GetsNothing()
    {
        _gateway.Catalog.StartCanary(Alias, Plain with { Domain = new AdapterUse(Adapter, 3) }, 1);

        await AskAsync(Alias);

        Assert.Equal((1, 0), Calls);
    }

    [Fact]
    public async Task Session_KeepsTheAliasAndNotItsReplica()
    {
        JsonElement session = await (await _gateway.PostAsync("/v1/sessions", $$"""{"model":"{{Alias}}"}""")).JsonAsync(HttpStatusCode.Created);
        _gateway.Catalog.Promote(Alias, Adapted);

        JsonElement answer = await (await _gateway.ChatAsync($"\"session\":\"{session.GetProperty("id").GetString()}\"")).JsonAsync();

        Assert.Equal(Alias, answer.GetProperty("model").GetString());
        Assert.Equal((0, 1), Calls);
    }

    [Fact]
    public async Task Models_AreAliasesAndReplicasThatSomebodyNamed()
    {
        JsonElement list = await (await _gateway.Http.GetAsync(new Uri("/v1/models", UriKind.Relative), TestTimeouts.Token)).JsonAsync();

        Assert.Equal([Alias, "finlite"], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }

    private static ModelInfo Model(string name) => new FakeInferenceEngine(name).Model with { ContentHash = Base.Value };

    private Task<HttpResponseMessage> ChatAsync(string model) => _gateway.ChatAsync($"\"model\":\"{model}\"");

    private async Task<JsonElement> AskAsync(string model) => await (await ChatAsync(model)).JsonAsync();
}
