using FinCluster.Core.Audit;

namespace FinCluster.Audit.Format;

/// <summary>An event as its bytes say it.</summary>
/// <param name="Event">The event, in UTC, without its secret.</param>
/// <param name="Secret">The secret; null for none.</param>
internal readonly record struct StoredEvent(AuditEvent Event, SealedSecret? Secret);
