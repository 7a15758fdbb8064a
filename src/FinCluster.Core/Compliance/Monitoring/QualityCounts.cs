using System.Collections.Immutable;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>What a window holds at one moment. Immutable.</summary>
public sealed class QualityCounts
{
    /// <summary>Cells behind those of the features.</summary>
    internal const int Extras = 4;

    private readonly ImmutableArray<long> _cells;

    internal QualityCounts(ReadOnlySpan<long> cells, long reviewed, long overRefused)
    {
        _cells = [.. cells];
        (ReviewedRefusals, OverRefusals) = (reviewed, overRefused);
    }

    /// <summary>Gets how many requests ended.</summary>
    public long Requests => Extra(0);

    /// <summary>Gets how many of them went wrong.</summary>
    public long Abnormal => Extra(1);

    /// <summary>Gets how many answers models gave, cut ones included.</summary>
    public long Outputs => Extra(2);

    /// <summary>Gets how many of them a guard cut off.</summary>
    public long Cut => Extra(3);

    /// <summary>Gets how many refusals a person has looked at.</summary>
    public long ReviewedRefusals { get; }

    /// <summary>Gets how many of them should not have been: the person approved the question.</summary>
    public long OverRefusals { get; }

    /// <summary>Gets how often each bin of a feature was met.</summary>
    public ReadOnlySpan<long> Of(DriftFeature feature) => DriftFeatures.Slice(_cells.AsSpan(), feature);

    /// <summary>Gets the cells of all features.</summary>
    internal ReadOnlySpan<long> Features => _cells.AsSpan()[..DriftFeatures.Cells];

    private long Extra(int which) => _cells[DriftFeatures.Cells + which];
}
