namespace FinCluster.Inference.Grammar;

/// <summary>Everything that a grammar may be in the middle of after some output, with what is known of the bytes that may follow.</summary>
/// <param name="stacks">The open stacks; on top of each lies a frame that reads a byte.</param>
/// <param name="generation">Which filling of the caches the state belongs to.</param>
internal sealed class GrammarState(StackSet stacks, int generation)
{
    /// <summary>Stands for every output that the grammar does not allow.</summary>
    public static readonly GrammarState Dead = new(new StackSet(-1, hasEmpty: false, [], []), generation: -1);

    /// <summary>Gets the open stacks.</summary>
    public StackSet Stacks { get; } = stacks;

    /// <summary>Gets which filling of the caches the state belongs to.</summary>
    public int Generation { get; } = generation;

    /// <summary>Gets or sets the state after a byte of each class, null where it is not known yet; null before the first byte.</summary>
    public GrammarState?[]? Next { get; set; }

    /// <summary>Gets or sets the cached mask; null when there is none.</summary>
    public MaskSlot? Mask { get; set; }

    /// <summary>Gets whether the output may end here.</summary>
    public bool CanEnd => Stacks.HasEmpty;

    /// <summary>Gets whether no byte can follow.</summary>
    public bool HasNoNext => Stacks.Frames.Length == 0;
}
