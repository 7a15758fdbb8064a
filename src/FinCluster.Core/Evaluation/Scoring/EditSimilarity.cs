using System.Buffers;

namespace FinCluster.Core.Evaluation.Scoring;

/// <summary>How alike two texts are: 1 less the edits that turn one into the other, as a share of the longer one.</summary>
public static class EditSimilarity
{
    /// <summary>The similarity from which on an answer counts as right.</summary>
    public const double Right = 0.9;

    // The work grows with the product of the lengths; no reference is that long.
    private const int MaxCharacters = 4_096;

    /// <summary>Compares two texts without the blanks around them, of very long ones the beginnings.</summary>
    /// <returns>0 to 1.</returns>
    public static double Of(string first, string second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ReadOnlySpan<char> a = Cut(first);
        ReadOnlySpan<char> b = Cut(second);
        int longer = Math.Max(a.Length, b.Length);
        return longer == 0 ? 1 : 1 - ((double)Distance(a, b) / longer);
    }

    private static ReadOnlySpan<char> Cut(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        return trimmed[..Math.Min(MaxCharacters, trimmed.Length)];
    }

    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int[] row = ArrayPool<int>.Shared.Rent(b.Length + 1);
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        int distance = row[b.Length];
        ArrayPool<int>.Shared.Return(row);
        return distance;
    }
}
