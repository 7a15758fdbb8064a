namespace FinCluster.Core.Compliance.Text;

/// <summary>A text in the form that rules and classifiers read, and where each of its characters stands in the original. Immutable.</summary>
public sealed class NormalizedText
{
    private readonly string _original;
    private readonly int[] _offsets;

    internal NormalizedText(string original, string text, int[] offsets)
    {
        _original = original;
        Text = text;
        _offsets = offsets;
    }

    /// <summary>Gets the normalised text.</summary>
    public string Text { get; }

    /// <summary>Gets where the character at <paramref name="index"/> comes from in the original.</summary>
    /// <param name="index">A place in <see cref="Text"/>.</param>
    public int OffsetOf(int index) => _offsets[index];

    /// <summary>Gets the part of the original that a part of <see cref="Text"/> comes from.</summary>
    /// <param name="start">Where the part begins in <see cref="Text"/>.</param>
    /// <param name="length">Its length, at least 1.</param>
    public (int Start, int Length) OriginalRange(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int first = _offsets[start];
        int last = _offsets[start + length - 1];
        int end = last + (char.IsHighSurrogate(_original[last]) && last + 1 < _original.Length ? 2 : 1);
        return (first, end - first);
    }
}
