namespace FinCluster.Core.Compliance.Review;

/// <summary>Why a person is to look at an answer.</summary>
public enum ReviewReason
{
    /// <summary>A guard found something in the question.</summary>
    GuardInput,

    /// <summary>A guard found something in the answer.</summary>
    GuardOutput,

    /// <summary>The user criticised the answer.</summary>
    Feedback,

    /// <summary>The answer was drawn at random.</summary>
    Sample,
}
