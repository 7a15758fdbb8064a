using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Core.Tests.Routing;

/// <summary>A fleet of replicas of the model "m" as one gateway sees it, and the decisions of that gateway.</summary>
internal sealed class TestFleet
{
    public const string Model = "m";

    public const int Parallel = 16;

    private readonly FleetViewState _state = new();
    private readonly RoutePipeline _pipeline;
    private readonly Random _random;

    public TestFleet(int nodes, string routing = RoutePolicies.DefaultPreset, int seed = 1, PrefixIndex? index = null, Func<FleetNode, FleetNode>? change = null)
    {
        Index = index ?? new PrefixIndex();
        _pipeline = new RoutePipeline(RoutingOptions.Parse(routing), Index);
        _random = new Random(seed);
        Nodes = [.. Enumerable.Range(0, nodes).Select(Node).Select(change ?? (node => node))];
        _state.OnFleet(new FleetSnapshot(1, Nodes));
    }

    public PrefixIndex Index { get; }

    public ImmutableArray<FleetNode> Nodes { get; private set; }

    public FleetView View => _state.Current;

    public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

    public static NodeId Id(int node) => new($"node-{node}");

    /// <summary>Makes the blocks of a prompt: the beginning of one of some endless texts, then text of its own.</summary>
    public static ImmutableArray<ulong> Blocks(string beginning, int shared, string rest = "", int own = 0)
    {
        string prefix = string.Concat(Enumerable.Repeat(beginning.PadRight(PrefixChain.BlockBytes, '.'), shared));
        return PrefixChain.Of(Model, "", new TextPrompt(prefix + string.Concat(Enumerable.Repeat(rest.PadRight(PrefixChain.BlockBytes, '.'), own)))).ToBlocks();
    }

    public static RouteRequest Request(ImmutableArray<ulong> blocks, string? session = null) =>
        new() { Model = Model, Blocks = blocks, PromptTokens = 16 * Math.Max(1, blocks.Length), SessionKey = session };

    public static RouteRequest Request() => Request([]);

    public static EngineStatistics Statistics(int running = 0, long queued = 0, long kvUsed = 0, long kvPinned = 0) => new()
    {
        RunningRequests = running,
        QueuedRequests = 0,
        QueuedPromptTokens = queued,
        KvCellsUsed = kvUsed,
        KvCellsPinned = kvPinned,
        KvCellsTotal = 65_536,
        PrefilledTokens = 0,
        CachedTokens = 0,
        GeneratedTokens = 0,
        DecodeCalls = 0,
        DecodeTime = TimeSpan.Zero,
        BusyTime = TimeSpan.Zero,
        LoopAllocatedBytes = 0,
    };

    public void Change(int node, Func<FleetNode, FleetNode> change)
    {
        Nodes = Nodes.SetItem(node, change(Nodes[node]));
        _state.OnFleet(new FleetSnapshot(View.Fleet.Version + 1, Nodes));
    }

    public void Report(int node, int running = 0, long queued = 0, long kvUsed = 0, long kvPinned = 0) =>
        _state.OnLoad(Id(node), Model, Statistics(running, queued, kvUsed, kvPinned), Now);

    public void Suspect(int node, bool isSuspected = true) => _state.OnSuspicion(Id(node), isSuspected);

    public void Hold(int node, ImmutableArray<ulong> blocks) => Index.Apply(Id(node), Model, new PrefixUpdate(false, blocks, []));

    public InFlightMeter Meter(int node) => View.Find(Id(node), Model)!.InFlight;

    /// <summary>Decides, and counts the request where it goes.</summary>
    public int Send(RouteRequest request)
    {
        RouteDecision decision = Decide(request)!.Value;
        long blocks = Math.Max(1, request.Blocks.Length);
        decision.Replica.InFlight.OnSent(request.PromptTokens * (blocks - decision.HeldBlocks) / blocks);
        return NumberOf(decision);
    }

    /// <summary>Decides, and counts nothing.</summary>
    public int? Route(RouteRequest request) => Decide(request) is { } decision ? NumberOf(decision) : null;

    public RouteDecision? Decide(RouteRequest request) => _pipeline.Route(View, request, Now, _random);

    private static int NumberOf(RouteDecision decision) =>
        int.Parse(decision.Replica.Node.Id.Value.AsSpan("node-".Length), System.Globalization.CultureInfo.InvariantCulture);

    private static FleetNode Node(int number) => new(Id(number), new Uri("http://127.0.0.1:1"), NodeState.Ready, [Info(Model)]);

    public static ModelInfo Info(string name) => new()
    {
        Name = name,
        ContentHash = "",
        Description = "",
        Parameters = 1,
        VocabularySize = 1,
        ContextLength = 4_096,
        EmbeddingLength = 1,
        ParallelSequences = Parallel,
        HasChatTemplate = true,
    };
}
