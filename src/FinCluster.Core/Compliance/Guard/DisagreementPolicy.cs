namespace FinCluster.Core.Compliance.Guard;

/// <summary>What happens when rules and classifier do not say the same.</summary>
public enum DisagreementPolicy
{
    /// <summary>Only what both refuse is refused; the rest passes.</summary>
    BlockOnBoth,

    /// <summary>What both refuse is refused; what one refuses passes, and a person looks at it later.</summary>
    ReviewOnOne,

    /// <summary>What one refuses is refused.</summary>
    BlockOnOne,
}
