namespace FinCluster.Core.Compliance.Settings;

/// <summary>How much harm a wrong answer does to who asks. New releases come to the low tiers first.</summary>
public enum RiskTier
{
    /// <summary>Nobody acts on it: internal research, tests.</summary>
    Low,

    /// <summary>Somebody checks it before he acts.</summary>
    Medium,

    /// <summary>Investors act on it.</summary>
    High,
}
