using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Sessions;

/// <summary>Writes and reads the cursors of session listings.</summary>
/// <remarks>
/// A cursor is a version byte, the update order of the last session of the page (8 bytes, big-endian) and 8 bytes of a keyed hash over
/// both and the tenant, in base64url. The hash tells a cursor that a store with this key gave to this tenant from anything else.
/// </remarks>
/// <param name="key">The same for all gateways of a store.</param>
public sealed class SessionCursor(byte[] key)
{
    private const byte FormatVersion = 1;
    private const int BodyLength = 1 + sizeof(long);
    private const int HashLength = 8;

    /// <summary>Writes the cursor that continues after <paramref name="updateOrder"/>.</summary>
    public string Encode(TenantId tenant, long updateOrder)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + HashLength];
        bytes[0] = FormatVersion;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], updateOrder);
        Hash(tenant, bytes[..BodyLength]).CopyTo(bytes[BodyLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the update order after which the next page starts.</summary>
    /// <exception cref="FormatException">The cursor is none that such a store gave to <paramref name="tenant"/>.</exception>
    public long Decode(TenantId tenant, string cursor)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + HashLength];

        // The length is compared first: the decoder would skip white space and leave it unnoticed.
        if (cursor.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out int length)
            || length != bytes.Length
            || bytes[0] != FormatVersion
            || !CryptographicOperations.FixedTimeEquals(Hash(tenant, bytes[..BodyLength]), bytes[BodyLength..]))
        {
            Throw();
        }

        return BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
    }

    [DoesNotReturn]
    private static void Throw() => throw new FormatException("The cursor is none that this server gave out. Begin without one.");

    private ReadOnlySpan<byte> Hash(TenantId tenant, ReadOnlySpan<byte> body)
    {
        byte[] text = new byte[body.Length + Encoding.UTF8.GetByteCount(tenant.Value)];
        body.CopyTo(text);
        Encoding.UTF8.GetBytes(tenant.Value, text.AsSpan(body.Length));
        return HMACSHA256.HashData(key, text).AsSpan(0, HashLength);
    }
}
