namespace FinCluster.Core.Compliance.Guard;

/// <summary>What happens when rules and classifier do not say the same.</summary>
public enum DisagreementPolicy
{
    /// <summary>Only what both refuse is refused; the rest passes.</summary>
    BlockOnBoth,

    /// <summary>
    /// What the classifier refuses is refused, and what a rule refuses that it confirms; what a rule alone refuses, or of what the classifier is in doubt,
    /// passes, and a person looks at it later.
    /// </summary>
    ReviewOnOne,

    /// <summary>What one refuses is refused; of what the classifier is in doubt, passes, and a person looks at it later.</summary>
    BlockOnOne,
}
