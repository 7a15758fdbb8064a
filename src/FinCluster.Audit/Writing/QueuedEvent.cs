using FinCluster.Core.Audit;

namespace FinCluster.Audit.Writing;

/// <summary>An event that waits to be written.</summary>
/// <param name="Event">The event.</param>
/// <param name="Bytes">About how much it takes.</param>
internal readonly record struct QueuedEvent(AuditEvent Event, int Bytes);
