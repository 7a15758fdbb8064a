namespace FinCluster.Core.Scaling.Leadership;

/// <summary>The lead of a role for a limited time.</summary>
/// <param name="Role">What is led.</param>
/// <param name="Leader">The process that leads.</param>
/// <param name="FencingToken">Grows with every new leader.</param>
public sealed record LeadershipTerm(string Role, string Leader, long FencingToken);

/// <summary>What is known of a role.</summary>
/// <param name="Leader">Who leads; null for nobody.</param>
/// <param name="FencingToken">The token of the newest term, which may be over; 0 before the first.</param>
/// <param name="Note">What a leader has noted; null for nothing.</param>
public sealed record LeadershipRecord(string? Leader, long FencingToken, string? Note);
