using FinCluster.Core.Engine;

namespace FinCluster.Inference.Grammar;

/// <summary>How much a grammar may cost. Grammars come from tenants, so every size and every step has a bound.</summary>
internal sealed record GrammarLimits
{
    /// <summary>The limits of production.</summary>
    public static readonly GrammarLimits Default = new();

    /// <summary>Gets the longest grammar text, in characters.</summary>
    public int MaxTextLength { get; init; } = RequestValidator.MaxConstraintLength;

    /// <summary>Gets the most rules.</summary>
    public int MaxRules { get; init; } = 8_192;

    /// <summary>Gets how deep groups and repetition operators may nest. It bounds the recursion of parser and compiler.</summary>
    public int MaxNesting { get; init; } = 100;

    /// <summary>Gets the most elements (bytes of literals, classes, references) after repetitions are written out.</summary>
    public int MaxElements { get; init; } = 50_000;

    /// <summary>Gets the most entries of all "what may come next" lists. Only long runs of optional parts come near it.</summary>
    public int MaxFollowEntries { get; init; } = 1_000_000;

    /// <summary>Gets the most positions that one state may hold open. An enumeration of some thousand words holds one for each.</summary>
    public int MaxOpenPositions { get; init; } = 16_384;

    /// <summary>Gets how many states one grammar caches before it starts over from the states in use.</summary>
    public int MaxCachedStates { get; init; } = 20_000;

    /// <summary>Gets how many words of 8 bytes the caches of one grammar hold, masks not counted, before it starts over.</summary>
    public int MaxCachedWords { get; init; } = 1_000_000;

    /// <summary>Gets the most work for one token, in units of <see cref="StepBudget"/>: 10 to 160 ms where it was measured.</summary>
    public int MaxStepWork { get; init; } = 4_000_000;

    /// <summary>Gets the most bytes of token masks that the grammars of one vocabulary cache together.</summary>
    public long MaxMaskBytes { get; init; } = 64 << 20;
}
