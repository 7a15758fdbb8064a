using System.Text;
using FinCluster.Audit.Format;

namespace FinCluster.Audit.Reading;

/// <summary>A filter that is compared with the bytes of records, without reading them whole.</summary>
internal sealed class FilterBytes(AuditFilter filter)
{
    private readonly byte[]? _tenant = Bytes(filter.Tenant);
    private readonly byte[]? _request = Bytes(filter.Request);
    private readonly byte[]? _session = Bytes(filter.Session);
    private readonly byte[]? _subject = Bytes(filter.Subject);
    private readonly byte[]? _type = Bytes(filter.Type);

    /// <summary>Gets what the index is asked; null when it knows nothing of what is wanted.</summary>
    public ulong? IndexKey { get; } = filter switch
    {
        { Request: { } request } => SegmentIndex.HashOf('r', Encoding.UTF8.GetBytes(request)),
        { Session: { } session } => SegmentIndex.HashOf('s', Encoding.UTF8.GetBytes(session)),
        { Subject: { } subject } => SegmentIndex.HashOf('u', Encoding.UTF8.GetBytes(subject)),
        _ => null,
    };

    /// <summary>Says whether a segment whose events have these times, in ticks, may hold something.</summary>
    public bool Overlaps(long first, long last) => (filter.From is null || last >= filter.From.Value.UtcTicks) && (filter.To is null || first < filter.To.Value.UtcTicks);

    public bool Matches(RecordView record)
    {
        if (record.Kind != RecordKind.Event)
        {
            return false;
        }

        EventKeys keys = EventCodec.ReadKeys(record.Content);
        return Is(_request, keys.Request) && Is(_session, keys.Session) && Is(_subject, keys.Subject) && Is(_tenant, keys.Tenant)
            && (_type is null || (_type is [.., (byte)'.'] ? keys.Type.StartsWith(_type) : keys.Type.SequenceEqual(_type)))
            && (filter.From is null || keys.Time >= filter.From) && (filter.To is null || keys.Time < filter.To);
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static bool Is(byte[]? wanted, ReadOnlySpan<byte> found) => wanted is null || found.SequenceEqual(wanted);
}
