namespace FinCluster.Core.Compliance.Review;

/// <summary>What has become of an item of the review queue.</summary>
public enum ReviewStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Open,

    /// <summary>The answer is good as it is.</summary>
    Approved,

    /// <summary>The answer is wrong, and the right one was written down.</summary>
    Corrected,

    /// <summary>The answer is wrong, or the matter was not to be answered, and nobody wrote another one.</summary>
    Rejected,
}
