namespace FinCluster.Audit.Format;

/// <summary>What an event is looked up by, in the bytes of its record. Empty is none.</summary>
internal readonly ref struct EventKeys
{
    public ReadOnlySpan<byte> Type { get; init; }

    public DateTimeOffset Time { get; init; }

    public ReadOnlySpan<byte> Tenant { get; init; }

    public ReadOnlySpan<byte> Request { get; init; }

    public ReadOnlySpan<byte> Session { get; init; }

    public ReadOnlySpan<byte> Subject { get; init; }

    public ReadOnlySpan<byte> Retention { get; init; }
}
