using System.Buffers;
using System.Text;
using System.Text.Json;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Format;

/// <summary>Says whether an event can be recorded, before it is taken over.</summary>
internal static class EventCheck
{
    private const int FrameBytes = 256;

    /// <summary>Checks an event.</summary>
    /// <returns>About how many bytes it takes.</returns>
    /// <exception cref="ArgumentException">It breaks a limit, is no text, or its body is no JSON object.</exception>
    public static int Measure(AuditEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            return FrameBytes + Name(entry.Type, nameof(entry.Type)) + Name(entry.Retention, nameof(entry.Retention)) + OptionalName(entry.Tenant, nameof(entry.Tenant))
                + OptionalName(entry.Request, nameof(entry.Request)) + OptionalName(entry.Session, nameof(entry.Session))
                + OptionalName(entry.Subject, nameof(entry.Subject)) + Body(entry.Body) + (entry.Secret is null ? 0 : Text(entry.Secret, nameof(entry.Secret)));
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("the event holds half a surrogate pair", nameof(entry), e);
        }
    }

    private static int OptionalName(string? value, string what) => value is null ? 0 : Name(value, what);

    private static int Name(string value, string what) => value is { Length: > 0 and <= AuditEvent.MaxNameLength }
        ? ByteBuffer.Utf8.GetByteCount(value)
        : throw new ArgumentException($"{what} has 1 to {AuditEvent.MaxNameLength} characters", what);

    private static int Text(string value, string what) => value.Length <= AuditEvent.MaxBodyBytes && ByteBuffer.Utf8.GetByteCount(value) is var count and <= AuditEvent.MaxBodyBytes
        ? count
        : throw new ArgumentException($"{what} has at most {AuditEvent.MaxBodyBytes} bytes", what);

    private static int Body(string value)
    {
        int count = Text(value, nameof(AuditEvent.Body));
        byte[] bytes = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            ByteBuffer.Utf8.GetBytes(value, bytes);
            var reader = new Utf8JsonReader(bytes.AsSpan(0, count));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new ArgumentException("the body is no JSON object", nameof(value));
            }

            while (reader.Read())
            {
                // Reading to the end is the check.
            }

            return count;
        }
        catch (JsonException e)
        {
            throw new ArgumentException("the body is no JSON object", nameof(value), e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
