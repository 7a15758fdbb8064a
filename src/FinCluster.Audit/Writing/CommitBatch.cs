namespace FinCluster.Audit.Writing;

/// <summary>What one commit writes.</summary>
/// <param name="Events">The events, in their order.</param>
/// <param name="WithHead">Whether a head ends it. It takes the number behind the last event.</param>
/// <param name="Done">What its waiters wait for.</param>
internal sealed record CommitBatch(IReadOnlyList<QueuedEvent> Events, bool WithHead, TaskCompletionSource Done);
