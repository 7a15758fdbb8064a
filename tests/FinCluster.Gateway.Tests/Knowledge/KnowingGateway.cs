using System.Text;
using System.Text.Json;
using FinCluster.Artifacts;
using FinCluster.Core.Audit;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Tests.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Audit;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Knowledge;

/// <summary>A gateway with an alias whose releases may know something, and a folder of files.</summary>
internal sealed class KnowingGateway : IAsyncDisposable
{
    /// <summary>The alias.</summary>
    public const string Alias = "fin-chat";

    /// <summary>A question that the snapshot has a passage for.</summary>
    public const string Question = "手机交易A股的佣金是多少？";

    /// <summary>What that passage says.</summary>
    public const string Passage = "佣金为成交金额的万分之二点五";

    /// <summary>The snapshot.</summary>
    public const string Facts = $$"""
        {"id":"fees-stock","title":"股票交易佣金","text":"通过手机交易A股，{{Passage}}，每笔最低5元。","source":"收费公示","as_of":"2026-03-02","until":"2026-12-31"}
        {"id":"open-star","title":"科创板权限的开通条件","text":"开通前20个交易日资产日均不低于50万元，参与证券交易24个月以上。"}
        {"id":"us-wire","title":"Outgoing wire transfers","text":"An international wire transfer costs 35 US dollars."}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FolderArtifactStore _files;

    private KnowingGateway(FakeInferenceEngine? engine)
    {
        Engine = engine ?? new FakeInferenceEngine("finlite") { Model = new FakeInferenceEngine("finlite").Model with { ContentHash = Base.Value } };
        _files = FolderArtifactStore.Open(_folder.Path, new FolderArtifactStoreOptions(), TimeProvider.System);
    }

    /// <summary>Gets the hash of the base model.</summary>
    public static ArtifactHash Base { get; } = MemoryCatalog.HashOf("base");

    /// <summary>Gets the hash of the snapshot.</summary>
    public static ArtifactHash Snapshot { get; } = MemoryCatalog.HashOf(Facts);

    /// <summary>Gets the engine.</summary>
    public FakeInferenceEngine Engine { get; }

    /// <summary>Gets the records.</summary>
    public RecordingAuditLog Log { get; } = new();

    /// <summary>Gets the gateway.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Gets what the model read last.</summary>
    public string Read => ((Core.Engine.ChatPrompt)Engine.Calls[^1].Request.Prompt).Messages[^1].Content;

    /// <summary>Gets the clock, which runs as the system's does; all passages hold.</summary>
    public DayTime Time { get; } = new();

    /// <summary>Starts one; the alias knows nothing yet.</summary>
    public static async Task<KnowingGateway> StartAsync(Action<GatewaySetup>? change = null, FakeInferenceEngine? engine = null)
    {
        var started = new KnowingGateway(engine);
        started.Gateway = await RunningGateway.StartAsync(setup =>
        {
            setup.Time = started.Time;
            setup.Services = services =>
            {
                services.AddSingleton<IArtifactStore>(started._files);
                services.AddSingleton<IAuditLog>(started.Log);
            };
            change?.Invoke(setup);
        });
        await started.Gateway.AddNodeAsync(started.Engine);
        started.Gateway.Catalog.AddBase("base");
        started.Gateway.Catalog.Do(new PushArtifact(
            new Artifact(Snapshot, ArtifactKind.KnowledgeSnapshot, "facts", Encoding.UTF8.GetByteCount(Facts), MemoryCatalog.Now)));
        started.Gateway.Catalog.Promote(Alias, new Release(Base));
        return started;
    }

    /// <summary>Starts one whose alias knows the snapshot.</summary>
    public static async Task<KnowingGateway> StartKnowingAsync(Action<GatewaySetup>? change = null, FakeInferenceEngine? engine = null)
    {
        KnowingGateway started = await StartAsync(change, engine);
        await started.PushAsync();
        started.Learn();
        return started;
    }

    /// <summary>Moves the alias to a release that knows the snapshot.</summary>
    public void Learn() => Gateway.Catalog.Promote(Alias, new Release(Base) { Knowledge = Snapshot });

    /// <summary>Puts the snapshot into the folder.</summary>
    public async Task PushAsync()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Facts);
        await using IArtifactWrite write = await _files.BeginWriteAsync(Snapshot, bytes.Length, TestTimeouts.Token);
        await write.AppendAsync(bytes, TestTimeouts.Token);
        await write.CompleteAsync(null, TestTimeouts.Token);
    }

    /// <summary>Adds an edge node.</summary>
    public Task AddEdgeAsync(FakeInferenceEngine edge) => Gateway.AddNodeAsync(edge, NodeTier.Edge);

    /// <summary>Asks the alias.</summary>
    public Task<HttpResponseMessage> AskAsync(string question = Question, string moreFields = "", params (string Name, string Value)[] headers) =>
        Gateway.SendAsync(null, "/v1/chat/completions", Body(question, moreFields), headers);

    /// <summary>Writes a request.</summary>
    public static string Body(string question = Question, string moreFields = "") =>
        $$"""{"model":"{{Alias}}","messages":[{"role":"user","content":"{{question}}"}]{{(moreFields.Length > 0 ? "," + moreFields : "")}}}""";

    /// <summary>Gets the ids of the passages that an answer names; null when it names none at all.</summary>
    public static string[]? Ids(JsonElement answer) => answer.TryGetProperty("knowledge", out JsonElement knowledge)
        ? [.. knowledge.EnumerateArray().Select(passage => passage.GetProperty("id").GetString()!)]
        : null;

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Engine.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A clock that runs as the system's does, on another day.</summary>
    internal sealed class DayTime : TimeProvider
    {
        private readonly long _began = System.GetTimestamp();

        /// <summary>Gets or sets the day in Beijing; it begins now.</summary>
        public DateOnly Day { get; set; } = new(2026, 6, 1);

        public override DateTimeOffset GetUtcNow() =>
            new DateTimeOffset(Day, default, TimeSpan.FromHours(8)).ToUniversalTime() + System.GetElapsedTime(_began);
    }
}
