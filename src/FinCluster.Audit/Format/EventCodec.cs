using FinCluster.Core.Audit;

namespace FinCluster.Audit.Format;

/// <summary>The canonical bytes of an event: there is exactly one form of each. docs/audit.md describes them.</summary>
internal static class EventCodec
{
    /// <summary>What a record of an event holds at most: two texts and a few names.</summary>
    public const int MaxBytes = (2 * AuditEvent.MaxBodyBytes) + (64 * 1024);

    private const byte Version = 1;

    /// <summary>Adds an event.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="entry">The event; its secret is not looked at.</param>
    /// <param name="secret">The secret; null for none.</param>
    public static void Write(ByteBuffer target, AuditEvent entry, SealedSecret? secret)
    {
        target.AddByte(Version);
        target.AddName(entry.Type);
        target.AddInt64(entry.Time.UtcTicks);
        target.AddName(entry.Tenant);
        target.AddName(entry.Request);
        target.AddName(entry.Session);
        target.AddName(entry.Subject);
        target.AddName(entry.Retention);
        target.AddText(entry.Body);
        target.AddByte((byte)(secret is null ? 0 : 1));
        if (secret is not null)
        {
            target.Add(secret.KeyId);
            target.Add(secret.Nonce);
            target.Add(secret.Tag);
            target.AddUInt32((uint)secret.Ciphertext.Length);
            target.Add(secret.Ciphertext);
        }
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="InvalidDataException">These are not the canonical bytes of an event.</exception>
    public static StoredEvent Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        if (reader.TakeByte() != Version)
        {
            throw new InvalidDataException("the event is of a version that is not known");
        }

        var entry = new AuditEvent
        {
            Type = reader.TakeName(),
            Time = ToTime(reader.TakeInt64()),
            Tenant = reader.TakeNameOrNull(),
            Request = reader.TakeNameOrNull(),
            Session = reader.TakeNameOrNull(),
            Subject = reader.TakeNameOrNull(),
            Retention = reader.TakeName(),
            Body = reader.TakeText(),
        };
        SealedSecret? secret = reader.TakeByte() switch
        {
            0 => null,
            1 => new SealedSecret(
                reader.Take(SealedSecret.KeyIdBytes).ToArray(), reader.Take(SealedSecret.NonceBytes).ToArray(), reader.Take(SealedSecret.TagBytes).ToArray(),
                reader.Take(reader.TakeUInt32()).ToArray()),
            _ => throw new InvalidDataException("the event's secret is of a kind that is not known"),
        };
        return reader.IsAtEnd ? new StoredEvent(entry, secret) : throw new InvalidDataException("there is more than the event");
    }

    /// <summary>Reads only what an event is looked up by.</summary>
    /// <exception cref="InvalidDataException">These are not the bytes of an event.</exception>
    public static EventKeys ReadKeys(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        reader.TakeByte();
        return new EventKeys
        {
            Type = reader.TakeNameBytes(),
            Time = ToTime(reader.TakeInt64()),
            Tenant = reader.TakeNameBytes(),
            Request = reader.TakeNameBytes(),
            Session = reader.TakeNameBytes(),
            Subject = reader.TakeNameBytes(),
            Retention = reader.TakeNameBytes(),
        };
    }

    private static DateTimeOffset ToTime(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException("the event's time is none");
}
