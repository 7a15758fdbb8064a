namespace FinCluster.Audit.Format;

/// <summary>What a record holds.</summary>
internal enum RecordKind : byte
{
    /// <summary>An event: <see cref="EventCodec"/>.</summary>
    Event = 1,

    /// <summary>A signature over all before it: <see cref="SignedHead"/>.</summary>
    Head = 2,
}
