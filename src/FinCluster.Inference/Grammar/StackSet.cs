namespace FinCluster.Inference.Grammar;

/// <summary>
/// An immutable set of stacks that share their common parts: each distinct top frame once, with the set of stacks that lie below it.
/// Sets are interned, so equal sets of one table are one object.
/// </summary>
/// <remarks>
/// Sharing is what keeps ambiguous grammars cheap: where each of n nested parts was opened in one of two ways there are 2^n stacks, but
/// only 2n frames here.
/// </remarks>
internal sealed class StackSet(int id, bool hasEmpty, int[] frames, StackSet[] below)
{
    /// <summary>Gets a number that is higher than those of all sets below.</summary>
    public int Id { get; } = id;

    /// <summary>Gets whether the stack without frames is in the set.</summary>
    public bool HasEmpty { get; } = hasEmpty;

    /// <summary>Gets the top frames, ascending.</summary>
    public int[] Frames { get; } = frames;

    /// <summary>Gets what lies below each top frame.</summary>
    public StackSet[] Below { get; } = below;

    /// <summary>Gets or sets the state whose stacks these are; null when there is none yet.</summary>
    public GrammarState? State { get; set; }

    /// <summary>Gets the set and all that lie below it, each once, in no order.</summary>
    public IReadOnlyCollection<StackSet> SelfAndBelow()
    {
        var seen = new HashSet<StackSet>(ReferenceEqualityComparer.Instance) { this };
        var open = new Stack<StackSet>(seen);
        while (open.TryPop(out var set))
        {
            foreach (var lower in set.Below)
            {
                if (seen.Add(lower))
                {
                    open.Push(lower);
                }
            }
        }

        return seen;
    }
}

/// <summary>What a <see cref="StackSet"/> would be made of.</summary>
internal readonly ref struct StackSetParts(bool hasEmpty, ReadOnlySpan<int> frames, ReadOnlySpan<StackSet> below)
{
    public bool HasEmpty { get; } = hasEmpty;

    public ReadOnlySpan<int> Frames { get; } = frames;

    public ReadOnlySpan<StackSet> Below { get; } = below;
}
