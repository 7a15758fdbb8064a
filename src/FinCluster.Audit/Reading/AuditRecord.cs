using FinCluster.Core.Audit;

namespace FinCluster.Audit.Reading;

/// <summary>An event and where it stands.</summary>
/// <param name="Writer">Whose chain.</param>
/// <param name="Segment">Which segment.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="WrittenAt">When it was written.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Hashed">What the hash is over: the hash of the record before it, number, time, kind and the event's bytes.</param>
/// <param name="Event">The event; its secret is there when it could be read.</param>
/// <param name="Secret">What became of the secret.</param>
public sealed record AuditRecord(
    string Writer, int Segment, long Sequence, DateTimeOffset WrittenAt, byte[] Hash, byte[] Hashed, AuditEvent Event, SecretState Secret);
