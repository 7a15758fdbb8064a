namespace FinCluster.Inference.Grammar;

/// <summary>
/// Works out which tokens may come next, and caches the answers for all grammars of one vocabulary within a bound of bytes. Only the
/// engine's thread uses it.
/// </summary>
internal sealed class TokenMasks
{
    private const int MinCachedMasks = 16;
    private const int MaxCachedMasks = 65_536;

    private readonly TokenTrie _trie;
    private readonly GrammarState[] _path;
    private readonly List<MaskSlot> _slots = [];
    private readonly int _maxSlots;
    private int _hand;

    /// <summary>Makes an empty cache.</summary>
    public TokenMasks(TokenTrie trie, GrammarLimits limits)
    {
        _trie = trie;
        _path = new GrammarState[trie.MaxTokenBytes + 1];
        WordCount = (trie.TokenCount + 63) / 64;
        var slots = limits.MaxMaskBytes / Math.Max(1, sizeof(ulong) * WordCount);
        _maxSlots = (int)Math.Clamp(slots, MinCachedMasks, MaxCachedMasks);
    }

    /// <summary>Gets the length of a mask: one bit per token.</summary>
    public int WordCount { get; }

    /// <summary>Gets how many masks are cached.</summary>
    public int CachedMasks => _slots.Count;

    /// <summary>Gets the tokens that may follow a state of the current step. Nothing is allocated when the mask is cached.</summary>
    /// <exception cref="Core.Errors.RequestException">The step exceeds a limit.</exception>
    public ReadOnlySpan<ulong> Get(GrammarAutomaton automaton, GrammarState state)
    {
        if (state.Mask is { Bits: { } bits } cached)
        {
            cached.IsUsed = true;
            return bits;
        }

        bits = Walk(automaton, state);
        state.Mask = new MaskSlot(bits);
        Keep(state.Mask);
        return bits;
    }

    private ulong[] Walk(GrammarAutomaton automaton, GrammarState start)
    {
        var bits = new ulong[WordCount];
        var nodes = _trie.Nodes;
        var tokens = _trie.Tokens;
        var classes = automaton.ClassOfByte;
        automaton.Expand(start);
        _path[0] = start;
        for (var i = 0; i < nodes.Length - 1;)
        {
            ref readonly var node = ref nodes[i];
            var state = _path[node.Depth];
            var next = state.Next![classes[node.Value]];
            if (ReferenceEquals(next, GrammarState.Dead))
            {
                i = node.End;
                continue;
            }

            var lastToken = nodes[i + 1].FirstToken;
            foreach (var token in tokens[node.FirstToken..lastToken])
            {
                bits[token >> 6] |= 1UL << token;
            }

            // What follows a node without branches is never asked for.
            if (node.End > ++i)
            {
                next ??= automaton.Step(state, node.Value);
                automaton.Expand(next);
                _path[node.Depth + 1] = next;
            }
        }

        return bits;
    }

    // The hand goes round and takes the first mask that was not asked for since its last visit.
    private void Keep(MaskSlot slot)
    {
        if (_slots.Count < _maxSlots)
        {
            _slots.Add(slot);
            return;
        }

        while (_slots[_hand] is { IsUsed: true, Bits: not null } used)
        {
            used.IsUsed = false;
            _hand = (_hand + 1) % _slots.Count;
        }

        _slots[_hand].Bits = null;
        _slots[_hand] = slot;
        _hand = (_hand + 1) % _slots.Count;
    }
}
