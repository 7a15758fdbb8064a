using System.Runtime.CompilerServices;

namespace FinCluster.Inference.Grammar;

/// <summary>Compares stack sets by what they hold. The sets below are interned already, so they compare by reference.</summary>
internal sealed class StackSetComparer : IEqualityComparer<StackSet>, IAlternateEqualityComparer<StackSetParts, StackSet>
{
    /// <summary>Gets the comparer.</summary>
    public static StackSetComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(StackSet? x, StackSet? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && Equals(PartsOf(x), y));

    /// <inheritdoc/>
    public bool Equals(StackSetParts alternate, StackSet other) =>
        alternate.HasEmpty == other.HasEmpty && alternate.Frames.SequenceEqual(other.Frames) && AreSame(alternate.Below, other.Below);

    /// <inheritdoc/>
    public int GetHashCode(StackSet obj) => GetHashCode(PartsOf(obj));

    /// <inheritdoc/>
    public int GetHashCode(StackSetParts alternate)
    {
        var hash = default(HashCode);
        hash.Add(alternate.HasEmpty);
        for (var i = 0; i < alternate.Frames.Length; i++)
        {
            hash.Add(alternate.Frames[i]);
            hash.Add(alternate.Below[i].Id);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public StackSet Create(StackSetParts alternate) => throw new NotSupportedException("only a table makes sets");

    private static StackSetParts PartsOf(StackSet set) => new(set.HasEmpty, set.Frames, set.Below);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreSame(ReadOnlySpan<StackSet> x, StackSet[] y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!ReferenceEquals(x[i], y[i]))
            {
                return false;
            }
        }

        return true;
    }
}
