namespace FinCluster.Core.Compliance.Guard;

/// <summary>How much a broken rule weighs for those who look at it later. It does not change what happens.</summary>
public enum GuardSeverity
{
    /// <summary>Worth counting.</summary>
    Low,

    /// <summary>Worth looking at.</summary>
    Medium,

    /// <summary>Worth looking at soon.</summary>
    High,
}
