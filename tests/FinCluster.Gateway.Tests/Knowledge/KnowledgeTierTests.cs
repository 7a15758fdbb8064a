using System.Net;
using System.Text.Json;
using FinCluster.Core.Audit;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Knowledge;

/// <summary>An edge "small" before a central model whose release knows something, and answers that are given again.</summary>
public sealed class KnowledgeTierTests : IAsyncLifetime
{
    // Simple enough for the edge, were it not for the passage.
    private const string Simple = "什么是股票交易佣金？";
    private const string Unknown = "什么是市盈率？";

    private readonly FakeInferenceEngine _edge = new("small") { Script = _ => FakeScript.Of("from ", "edge") with { LogProb = -0.01f } };
    private KnowingGateway _knowing = null!;

    public async ValueTask InitializeAsync()
    {
        _knowing = await KnowingGateway.StartAsync(setup =>
        {
            setup.Gateway.Tiers.EdgeModel = "small";
            setup.Gateway.Tiers.ProbeTime = TimeSpan.FromSeconds(10);
        });
        await _knowing.PushAsync();
        await _knowing.AddEdgeAsync(_edge);
    }

    public async ValueTask DisposeAsync()
    {
        await _knowing.DisposeAsync();
        await _edge.DisposeAsync();
    }

    [Fact]
    public async Task QuestionWithPassages_GoesToCentralAndSaysWhy()
    {
        string before = Tier(await _knowing.AskAsync(Simple));
        _knowing.Learn();

        HttpResponseMessage known = await _knowing.AskAsync(Simple);
        string unknown = Tier(await _knowing.AskAsync(Unknown));

        Assert.Equal(("edge", "central", "edge"), (before, Tier(known), unknown));
        Assert.Equal("knowledge=1", known.Headers.GetValues("X-FinCluster-Tier-Reason").Single());
        Assert.Contains(KnowingGateway.Passage, _knowing.Read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallerNamesTheEdge_ItReadsThePassages()
    {
        _knowing.Learn();

        HttpResponseMessage response = await _knowing.AskAsync(Simple, "", ("x-fincluster-tier", "edge"));

        Assert.Equal(["fees-stock"], KnowingGateway.Ids(await response.JsonAsync())!);
        Assert.Contains(KnowingGateway.Passage, ((Core.Engine.ChatPrompt)_edge.Calls[^1].Request.Prompt).Messages[^1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CentralIsAway_TheEdgeReadsThePassagesAndTheAnswerIsDegraded()
    {
        _knowing.Learn();
        Assert.Equal("central", Tier(await _knowing.AskAsync(Simple)));
        await _knowing.Gateway.Fleet.RemoveAsync(new Core.Fleet.NodeId("a"), TestTimeouts.Token);

        HttpResponseMessage response = await _knowing.AskAsync(Simple);

        Assert.Equal(("edge", "true"), (Tier(response), response.Headers.GetValues("X-FinCluster-Degraded").Single()));
        Assert.Equal(["fees-stock"], KnowingGateway.Ids(await response.JsonAsync())!);
    }

    [Fact]
    public async Task AnswerThatIsGivenAgain_NamesItsPassages_AndAnotherSnapshotHasOthers()
    {
        _knowing.Learn();
        await (await _knowing.AskAsync(Simple)).JsonAsync();

        HttpResponseMessage again = await _knowing.AskAsync(Simple, "", ("x-fincluster-class", "realtime"));
        JsonElement answer = await again.JsonAsync();
        _knowing.Gateway.Catalog.Promote(KnowingGateway.Alias, new Release(KnowingGateway.Base) { Note = "knows nothing" });
        HttpResponseMessage other = await _knowing.AskAsync(Simple, "", ("x-fincluster-class", "realtime"));

        Assert.Equal("cache", Tier(again));
        Assert.Equal(["fees-stock"], KnowingGateway.Ids(answer)!);
        Assert.Equal(2, _knowing.Log.Bodies(AuditEventTypes.Knowledge).Count);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);
    }

    [Fact]
    public async Task AnswerFromAPassageThatIsOver_IsNotGivenAgain()
    {
        _knowing.Learn();
        _knowing.Time.Day = new DateOnly(2026, 12, 31);
        await (await _knowing.AskAsync(Simple)).JsonAsync();
        string then = Tier(await _knowing.AskAsync(Simple, "", ("x-fincluster-class", "realtime")));
        _knowing.Time.Day = new DateOnly(2027, 1, 1);

        HttpResponseMessage later = await _knowing.AskAsync(Simple, "", ("x-fincluster-class", "realtime"));

        Assert.Equal(("cache", HttpStatusCode.ServiceUnavailable), (then, later.StatusCode));
    }

    private static string Tier(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("X-FinCluster-Tier").Single();
    }
}
