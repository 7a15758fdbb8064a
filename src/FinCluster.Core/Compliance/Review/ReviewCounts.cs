namespace FinCluster.Core.Compliance.Review;

/// <summary>How many items a queue holds.</summary>
/// <param name="Open">Those that nobody has decided about.</param>
/// <param name="Approved">Those whose answer is good.</param>
/// <param name="Corrected">Those whose answer was corrected.</param>
/// <param name="Rejected">Those whose answer is wrong.</param>
/// <param name="Dropped">Those that had to go undecided because the queue was full, since it exists. They are not in it any more.</param>
public sealed record ReviewCounts(long Open, long Approved, long Corrected, long Rejected, long Dropped);
