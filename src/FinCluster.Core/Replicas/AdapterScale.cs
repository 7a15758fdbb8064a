namespace FinCluster.Core.Replicas;

/// <summary>The range of an adapter's scale.</summary>
public static class AdapterScale
{
    /// <summary>As the adapter was trained.</summary>
    public const float Default = 1;

    /// <summary>The greatest scale. The least is 0: the adapter does nothing.</summary>
    public const float Max = 10;

    /// <summary>Says whether a scale is a number within the range.</summary>
    public static bool IsValid(float scale) => scale is >= 0 and <= Max;
}
