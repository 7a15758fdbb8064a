namespace FinCluster.Inference.Grammar;

/// <summary>
/// Compiles grammars for one vocabulary and keeps the ones used last, so that requests with equal grammars share states and masks. Any
/// thread may call it; the matchers of what it returns run on one thread.
/// </summary>
internal sealed class GrammarCompiler
{
    private readonly Lock _gate = new();
    private readonly GrammarLimits _limits;
    private readonly int _cacheSize;
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _lastUsedFirst = new();

    /// <summary>Makes a compiler.</summary>
    /// <param name="trie">The vocabulary.</param>
    /// <param name="cacheSize">How many grammars it keeps, at least 1. A grammar in use lives on when it is no longer kept.</param>
    /// <param name="limits">What a grammar may cost; null means <see cref="GrammarLimits.Default"/>.</param>
    public GrammarCompiler(TokenTrie trie, int cacheSize, GrammarLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cacheSize, 1);
        _limits = limits ?? GrammarLimits.Default;
        Masks = new TokenMasks(trie, _limits);
        _cacheSize = cacheSize;
    }

    /// <summary>Gets the masks of all its grammars. Only the engine's thread touches them.</summary>
    public TokenMasks Masks { get; }

    /// <summary>Compiles a grammar in GBNF, or returns the one that was compiled from the same text.</summary>
    /// <exception cref="Core.Errors.RequestException">The text is no grammar, or exceeds a limit.</exception>
    public CompiledGrammar CompileGbnf(string gbnf)
    {
        ArgumentNullException.ThrowIfNull(gbnf);
        if (Find(gbnf) is { } known)
        {
            return known;
        }

        // Outside the lock: a large grammar takes some time, and others need not wait for it.
        var program = GrammarProgramBuilder.Build(GbnfParser.Parse(gbnf, _limits), _limits);
        return Keep(gbnf, new CompiledGrammar(program, Masks, _limits));
    }

    private CompiledGrammar? Find(string gbnf)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(gbnf, out var node) ? Use_NeedsLock(node) : null;
        }
    }

    /// <summary>Keeps a grammar, unless another thread was faster with the same text; then that one wins, so that all share it.</summary>
    private CompiledGrammar Keep(string gbnf, CompiledGrammar grammar)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(gbnf, out var node))
            {
                return Use_NeedsLock(node);
            }

            _entries.Add(gbnf, _lastUsedFirst.AddFirst(new Entry(gbnf, grammar)));
            if (_entries.Count > _cacheSize && _lastUsedFirst.Last is { } oldest)
            {
                _lastUsedFirst.Remove(oldest);
                _entries.Remove(oldest.Value.Text);
            }

            return grammar;
        }
    }

    private CompiledGrammar Use_NeedsLock(LinkedListNode<Entry> node)
    {
        _lastUsedFirst.Remove(node);
        _lastUsedFirst.AddFirst(node);
        return node.Value.Grammar;
    }

    private sealed record Entry(string Text, CompiledGrammar Grammar);
}
