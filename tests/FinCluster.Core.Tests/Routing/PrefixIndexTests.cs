using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Core.Tests.Routing;

public sealed class PrefixIndexTests
{
    private static readonly NodeId A = new("a");
    private static readonly NodeId B = new("b");

    private readonly PrefixIndex _index = new();
    private readonly PrefixMatch _match = new();

    [Fact]
    public void Match_NodesHoldDifferentLengths_GivesEachItsOwn()
    {
        ulong[] prompt = Prompt(1, 200);
        Add(A, prompt[..50]);
        Add(B, prompt[..120]);
        Add(new("c"), Prompt(2, 200));

        Assert.Equal([50, 120, 0, 0], Held(prompt, A, B, new("c"), new("unknown")));
        Assert.Equal(120, _match.Deepest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(199)]
    [InlineData(200)]
    public void Match_HeldLength_IsFoundExactly(int length)
    {
        ulong[] prompt = Prompt(1, 200);
        Add(A, prompt[..length]);
        Add(B, prompt);

        Assert.Equal([length, 200], Held(prompt, A, B));
    }

    [Fact]
    public void Match_ManyRandomLengths_AreThoseOfAPlainSearch()
    {
        var random = new Random(7);
        ulong[] prompt = Prompt(1, 300);
        NodeId[] nodes = [.. Enumerable.Range(0, 300).Select(i => new NodeId($"n{i}"))];
        int[] choices = [.. Enumerable.Range(0, PrefixMatch.MaxSteps).Select(_ => random.Next(1, 301))];
        int[] lengths = [.. nodes.Select(_ => choices[random.Next(choices.Length)])];
        for (int i = 0; i < nodes.Length; i++)
        {
            // By parts, so that equal sets are different objects.
            Add(nodes[i], prompt[..(lengths[i] / 2)]);
            Add(nodes[i], prompt[(lengths[i] / 2)..lengths[i]]);
        }

        Assert.Equal(lengths, Held(prompt, nodes));
    }

    [Fact]
    public void Match_PromptIsShorterThanWhatIsHeld_EndsWithThePrompt()
    {
        Add(A, Prompt(1, 200));

        Assert.Equal([10], Held(Prompt(1, 10), A));
        Assert.Equal([0], Held([], A));
    }

    [Fact]
    public void Match_MoreLengthsThanSteps_KeepsTheLongest()
    {
        ulong[] prompt = Prompt(1, 100);
        NodeId[] nodes = [.. Enumerable.Range(1, 40).Select(i => new NodeId($"n{i}"))];
        for (int i = 0; i < nodes.Length; i++)
        {
            Add(nodes[i], prompt[..(2 * (i + 1))]);
        }

        int[] held = Held(prompt, nodes);

        Assert.Equal(Enumerable.Range(25, 16).Select(i => 2 * i), held[24..]);
        Assert.All(held[..24], length => Assert.Equal(0, length));
    }

    [Fact]
    public void Apply_Removed_ShortensWhatIsHeldThere()
    {
        ulong[] prompt = Prompt(1, 100);
        Add(A, prompt);
        Add(B, prompt);

        _index.Apply(A, "m", new PrefixUpdate(false, [], [.. prompt[30..]]));

        Assert.Equal([30, 100], Held(prompt, A, B));
    }

    [Fact]
    public void Apply_Reset_IsAllThatTheReplicaHolds()
    {
        Add(A, Prompt(1, 100));
        Add(B, Prompt(1, 100));

        _index.Apply(A, "m", new PrefixUpdate(true, [.. Prompt(1, 40), .. Prompt(2, 7)], []));

        Assert.Equal([40, 100], Held(Prompt(1, 100), A, B));
        Assert.Equal([7, 0], Held(Prompt(2, 100), A, B));
    }

    [Fact]
    public void Apply_ResetOfOneModel_LeavesTheNodesOthers()
    {
        _index.Apply(A, "m", new PrefixUpdate(false, [.. Prompt(1, 10)], []));
        _index.Apply(A, "n", new PrefixUpdate(false, [.. Prompt(2, 10)], []));

        _index.Apply(A, "m", new PrefixUpdate(true, [], []));

        Assert.Equal([0], Held(Prompt(1, 10), A));
        Assert.Equal([10], Held(Prompt(2, 10), A));
    }

    [Fact]
    public void Apply_SameBlockTwice_IsGoneWithOneRemoval()
    {
        Add(A, Prompt(1, 5));
        Add(A, Prompt(1, 5));

        _index.Apply(A, "m", new PrefixUpdate(false, [], [.. Prompt(1, 5)]));

        Assert.Equal(0, _index.Count);
    }

    [Fact]
    public void Remove_Node_LeavesNothingOfItAndGivesItsNumberAway()
    {
        Add(A, Prompt(1, 100));
        Add(B, Prompt(1, 50));
        int slot = _index.SlotOf(A);

        _index.Remove(A);
        _index.Remove(new NodeId("unknown"));

        Assert.Equal([0, 50], Held(Prompt(1, 100), A, B));
        Assert.Equal((50, -1, (NodeId?)null), (_index.Count, _index.SlotOf(A), _index.NodeOf(slot)));
        Add(new NodeId("c"), Prompt(3, 1));
        Assert.Equal(slot, _index.SlotOf(new NodeId("c")));
        Assert.Equal([0], Held(Prompt(1, 100), new NodeId("c")));
    }

    [Fact]
    public void Apply_MoreBlocksThanTheBound_KeepsTheFirst()
    {
        var index = new PrefixIndex(maxBlocksPerReplica: 50);

        index.Apply(A, "m", new PrefixUpdate(false, [.. Prompt(1, 80)], []));
        Assert.Equal(50, index.Count);

        index.Apply(A, "m", new PrefixUpdate(false, [.. Prompt(2, 80)], [.. Prompt(1, 80)]));
        Assert.Equal(50, index.Count);
    }

    [Fact]
    public void Longest_ManyHoldTheSame_GivesOthersFromAnotherStart()
    {
        for (int i = 0; i < 200; i++)
        {
            Add(new NodeId($"n{i}"), Prompt(1, i == 150 ? 20 : 10));
        }

        _index.Match(Prompt(1, 30), _match);
        int[] slots = new int[4];
        Assert.Equal(4, _match.Longest(slots, 0));
        Assert.Equal([150, 0, 1, 2], slots);
        Assert.Equal(4, _match.Longest(slots, 198));
        Assert.Equal([150, 198, 199, 0], slots);
    }

    [Fact]
    public void Longest_FewHoldIt_GivesEachOnce()
    {
        Add(A, Prompt(1, 20));
        Add(B, Prompt(1, 10));

        _index.Match(Prompt(1, 30), _match);
        int[] slots = new int[8];

        Assert.Equal(2, _match.Longest(slots, 1));
        Assert.Equal([_index.SlotOf(A), _index.SlotOf(B)], slots[..2]);
    }

    // Each writer owns a node, all share the prefix; in the end every node holds what its last update said.
    [Fact]
    public async Task Apply_ManyWritersAndReaders_EndsWithWhatEachSaidLast()
    {
        ulong[] prompt = Prompt(1, 64);
        NodeId[] nodes = [.. Enumerable.Range(0, 8).Select(i => new NodeId($"n{i}"))];
        using var stop = new CancellationTokenSource();
        Task reader = Task.Run(() => ReadUntil(prompt, nodes, stop.Token), CancellationToken.None);

        await Task.WhenAll(nodes.Select((node, seed) => Task.Run(() => Churn(node, seed, prompt), CancellationToken.None)));
        await stop.CancelAsync();
        await reader;

        Assert.Equal([.. nodes.Select((_, i) => 8 * i)], Held(prompt, nodes));
        Assert.Equal(56, _index.Count);
    }

    private void Churn(NodeId node, int number, ulong[] prompt)
    {
        for (int round = 0; round < 300; round++)
        {
            Add(node, prompt);
            if (round % 50 == number)
            {
                _index.Remove(node);
            }
            else
            {
                _index.Apply(node, "m", new PrefixUpdate(false, [], [.. prompt[8..]]));
            }
        }

        _index.Apply(node, "m", new PrefixUpdate(true, [.. prompt[..(8 * number)]], []));
    }

    private void ReadUntil(ulong[] prompt, NodeId[] nodes, CancellationToken stop)
    {
        var match = new PrefixMatch();
        while (!stop.IsCancellationRequested)
        {
            _index.Match(prompt, match);
            Assert.All(nodes, node => Assert.InRange(match.HeldBy(_index.SlotOf(node)), 0, prompt.Length));
        }
    }

    private void Add(NodeId node, ulong[] blocks) => _index.Apply(node, "m", new PrefixUpdate(false, [.. blocks], []));

    private int[] Held(ulong[] prompt, params NodeId[] nodes)
    {
        _index.Match(prompt, _match);
        return [.. nodes.Select(node => _match.HeldBy(_index.SlotOf(node)))];
    }

    private static ulong[] Prompt(int seed, int blocks) =>
        [.. PrefixChain.Of("m", $"{seed}", new TextPrompt(new string('x', blocks * PrefixChain.BlockBytes))).ToBlocks()];
}
