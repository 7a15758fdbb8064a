namespace FinCluster.Inference.Grammar;

/// <summary>
/// A grammar that is ready to constrain outputs. Any thread may make one and may create matchers; the matchers of all grammars of one
/// <see cref="GrammarCompiler"/> are then used on one thread, the engine's, because they share caches that grow as they run.
/// </summary>
internal sealed class CompiledGrammar
{
    private readonly TokenMasks _masks;

    /// <summary>Makes the automaton of a grammar; the caches of its states begin here.</summary>
    public CompiledGrammar(GrammarProgram program, TokenMasks masks, GrammarLimits limits)
    {
        _masks = masks;
        Automaton = new GrammarAutomaton(program, limits);
    }

    /// <summary>Gets the states. Only the engine's thread touches them.</summary>
    public GrammarAutomaton Automaton { get; }

    /// <summary>Makes a matcher at the start of the grammar.</summary>
    public GrammarMatcher CreateMatcher() => new(Automaton, _masks);
}
