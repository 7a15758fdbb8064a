using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Tests.Routing.Simulation;

/// <summary>A request on a node, and what is told of it.</summary>
internal sealed record NodeWork(TraceRequest Request, Action OnFirstToken, Action OnEnd);

/// <summary>A node that computes one request after the other and keeps the blocks that were used last.</summary>
internal sealed class SimulatedNode(NodeId id, int capacityBlocks, SimulationClock clock, Action<SimulatedNode> onLoad, Action<SimulatedNode, PrefixUpdate> onBlocks)
{
    public const int TokensPerBlock = 16;

    private const double PrefillMsPerBlock = 1.6;
    private const double DecodeMs = 40;

    private readonly Queue<(NodeWork Work, int Fresh)> _waiting = [];
    private readonly LinkedList<ulong> _byUse = [];
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _blocks = [];
    private bool _isBusy;
    private long _freshBlocks;

    public NodeId Id => id;

    public long HeldBlocks { get; private set; }

    public long AskedBlocks { get; private set; }

    public double WaitedMs { get; private set; }

    public int Ended { get; private set; }

    public double LastEndMs { get; private set; }

    /// <summary>Gets what a report says. An engine finds out what of a prompt is cached when the request comes.</summary>
    public EngineStatistics Statistics => TestFleet.Statistics(
        running: _waiting.Count + (_isBusy ? 1 : 0), queued: _freshBlocks * TokensPerBlock) with
    {
        KvCellsUsed = _blocks.Count * TokensPerBlock,
        KvCellsTotal = capacityBlocks * TokensPerBlock,
    };

    public void Take(NodeWork work)
    {
        int fresh = work.Request.Prompt.Length - Held(work);
        _waiting.Enqueue((work, fresh));
        _freshBlocks += fresh;
        onLoad(this);
        TryBegin();
    }

    private void TryBegin()
    {
        if (_isBusy || !_waiting.TryDequeue(out (NodeWork Work, int Fresh) next))
        {
            return;
        }

        NodeWork work = next.Work;

        _isBusy = true;
        int held = Held(work);
        HeldBlocks += held;
        AskedBlocks += work.Request.Prompt.Length;
        WaitedMs += clock.Now - work.Request.At;
        clock.After(PrefillMsPerBlock * (work.Request.Prompt.Length - held), () => OnPrefilled(work, next.Fresh));
    }

    private int Held(NodeWork work)
    {
        int held = 0;
        while (held < work.Request.Prompt.Length && _blocks.ContainsKey(work.Request.Prompt[held]))
        {
            held++;
        }

        return held;
    }

    private void OnPrefilled(NodeWork work, int fresh)
    {
        _freshBlocks -= fresh;
        work.OnFirstToken();
        Keep(work.Request.Prompt.AsSpan());
        onLoad(this);
        clock.After(DecodeMs, () => OnDecoded(work));
    }

    private void OnDecoded(NodeWork work)
    {
        work.OnEnd();
        Ended++;
        LastEndMs = clock.Now;
        if (work.Request.Whole.Length > work.Request.Prompt.Length)
        {
            Keep(work.Request.Whole.AsSpan());
        }

        _isBusy = false;
        onLoad(this);
        TryBegin();
    }

    // The beginning counts as used after the end, so that a prompt is given up from its end.
    private void Keep(ReadOnlySpan<ulong> blocks)
    {
        List<ulong> added = [];
        for (int i = blocks.Length - 1; i >= 0; i--)
        {
            if (_blocks.TryGetValue(blocks[i], out LinkedListNode<ulong>? known))
            {
                _byUse.Remove(known);
            }
            else
            {
                added.Add(blocks[i]);
            }

            _blocks[blocks[i]] = _byUse.AddFirst(blocks[i]);
        }

        List<ulong> removed = [];
        while (_blocks.Count > capacityBlocks)
        {
            ulong oldest = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _blocks.Remove(oldest);
            removed.Add(oldest);
        }

        // What did not even fit for a moment is in both.
        added.RemoveAll(block => !_blocks.ContainsKey(block));
        onBlocks(this, new PrefixUpdate(false, [.. added], [.. removed]));
    }
}
