using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Benchmarks.Routing;

/// <summary>A fleet that is warm: every replica holds some of many system prompts and conversations, and has work of other gateways.</summary>
internal sealed class BenchFleet
{
    public const string Model = "fin-chat";

    /// <summary>Blocks of a prompt: a system prompt, and a conversation behind it.</summary>
    public const int PromptBlocks = 200;

    private const int SystemBlocks = 120;
    private const int SystemPrompts = 20;
    private const int ConversationsPerReplica = 20;

    // More than a gateway remembers, so that each one is new when its turn comes again.
    private const int ColdPrompts = 16_384;

    public BenchFleet(int replicas)
    {
        var random = new Random(1);
        ImmutableArray<ulong>[] systems = [.. Enumerable.Range(0, SystemPrompts).Select(_ => Text(SystemBlocks, random))];
        Views.OnFleet(new FleetSnapshot(1, [.. Enumerable.Range(0, replicas).Select(Node)]));
        var prompts = new List<ImmutableArray<ulong>>();
        for (int replica = 0; replica < replicas; replica++)
        {
            for (int i = 0; i < ConversationsPerReplica; i++)
            {
                ImmutableArray<ulong> prompt = [.. systems[random.Next(SystemPrompts)], .. Text(PromptBlocks - SystemBlocks, random)];
                prompts.Add(prompt);
                Index.Apply(Id(replica), Model, new PrefixUpdate(false, prompt[..^10], []));
            }

            Views.OnLoad(Id(replica), Model, Statistics(random), TimeSpan.Zero);
        }

        Warm = [.. prompts.OrderBy(_ => random.Next()).Take(1_000)];
        Cold = [.. Enumerable.Range(0, ColdPrompts).Select(_ => Text(PromptBlocks, random))];
    }

    public PrefixIndex Index { get; } = new();

    public FleetViewState Views { get; } = new();

    /// <summary>Gets prompts of which somebody holds 190 of 200 blocks, and others up to 120.</summary>
    public ImmutableArray<ulong>[] Warm { get; }

    /// <summary>Gets prompts of which nobody holds anything.</summary>
    public ImmutableArray<ulong>[] Cold { get; }

    public static EngineStatistics Statistics(Random random) => new()
    {
        RunningRequests = random.Next(1, 12),
        QueuedRequests = 0,
        QueuedPromptTokens = random.Next(4_000),
        KvCellsUsed = 60_000,
        KvCellsPinned = random.Next(60_000),
        KvCellsTotal = 65_536,
        PrefilledTokens = 0,
        CachedTokens = 0,
        GeneratedTokens = 0,
        DecodeCalls = 0,
        DecodeTime = TimeSpan.Zero,
        BusyTime = TimeSpan.Zero,
        LoopAllocatedBytes = 0,
    };

    public static NodeId Id(int replica) => new($"node-{replica}.1a2b3c");

    private static ImmutableArray<ulong> Text(int blocks, Random random) => [.. Enumerable.Range(0, blocks).Select(_ => (ulong)random.NextInt64())];

    private static FleetNode Node(int number) => new(Id(number), new Uri("http://127.0.0.1:1"), NodeState.Ready, [new ModelInfo
    {
        Name = Model,
        ContentHash = "",
        Description = "",
        Parameters = 1,
        VocabularySize = 1,
        ContextLength = 4_096,
        EmbeddingLength = 1,
        ParallelSequences = 16,
        HasChatTemplate = true,
    }]);
}
