namespace FinCluster.Core.Compliance.Review;

/// <summary>A page of a listing.</summary>
/// <param name="Items">The items, those that came last first.</param>
/// <param name="Next">What asks for the next page; null on the last one.</param>
public sealed record ReviewPage(IReadOnlyList<ReviewItem> Items, string? Next);
