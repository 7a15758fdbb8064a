namespace FinCluster.Core.Compliance.Review;

/// <summary>How <see cref="IReviewQueue.DecideAsync"/> ended.</summary>
public enum DecideStatus
{
    /// <summary>The decision stands.</summary>
    Decided,

    /// <summary>There is no such item, or it was dropped.</summary>
    NotFound,

    /// <summary>Another decision stands.</summary>
    AlreadyDecided,
}
