using System.Globalization;
using System.Text;

namespace FinCluster.Grpc.Wire;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8, with every byte but printable ASCII (and '%' itself) as %XX.</summary>
internal static class PercentEncoding
{
    /// <summary>Encoded characters that are sent at most. Clients refuse headers above 8 KiB and would lose the status too.</summary>
    public const int MaxEncodedLength = 4096;

    /// <summary>Encodes a text; one that gets longer than <see cref="MaxEncodedLength"/> is cut after a whole character.</summary>
    public static string Encode(string text)
    {
        if (text.Length <= MaxEncodedLength && GrpcMetadata.IsPrintableAscii(text) && !text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var encoded = new StringBuilder(Math.Min(text.Length + 32, MaxEncodedLength));
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int before = encoded.Length;
            Append(encoded, utf8[..rune.EncodeToUtf8(utf8)]);
            if (encoded.Length > MaxEncodedLength)
            {
                return encoded.ToString(0, before);
            }
        }

        return encoded.ToString();
    }

    /// <summary>Decodes a text. Broken escapes stay as they are: the protocol forbids to lose a message over them.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        int length = Encoding.UTF8.GetBytes(text, utf8);
        int written = 0;
        for (int read = 0; read < length; read++)
        {
            if (utf8[read] == '%' && read + 2 < length && byte.TryParse(
                utf8.AsSpan(read + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                utf8[written++] = value;
                read += 2;
            }
            else
            {
                utf8[written++] = utf8[read];
            }
        }

        return Encoding.UTF8.GetString(utf8, 0, written);
    }

    private static void Append(StringBuilder encoded, ReadOnlySpan<byte> utf8)
    {
        foreach (byte value in utf8)
        {
            if (value is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }
    }
}
