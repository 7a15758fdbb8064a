using System.Buffers.Text;

namespace FinCluster.Grpc.Wire;

/// <summary>Turns metadata into header values and back.</summary>
internal static class MetadataCodec
{
    /// <summary>Gives the header value of an entry: text as it is, bytes as base64 without padding.</summary>
    public static string Encode(in GrpcMetadataEntry entry) => entry.Text ?? Convert.ToBase64String(entry.Bytes!).TrimEnd('=');

    /// <summary>Adds one received header, unless it is the protocol's own or its value cannot be metadata.</summary>
    /// <remarks>
    /// A malformed value is dropped, as the protocol allows: it is another hop's header more often than an error of the caller,
    /// and a handler that echoes metadata must not fail over it.
    /// </remarks>
    public static void Decode(GrpcMetadata metadata, string name, string value)
    {
        if (GrpcHeaders.IsReserved(name))
        {
            return;
        }

        string key = name.ToLowerInvariant();
        if (!GrpcHeaders.IsBinary(key))
        {
            if (GrpcMetadata.IsPrintableAscii(value))
            {
                metadata.AddReceived(new GrpcMetadataEntry(key, value.Trim(' '), Bytes: null));
            }

            return;
        }

        // Intermediaries may join values of one name with commas, which base64 does not contain.
        foreach (string part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (TryFromBase64(part) is { } bytes)
            {
                metadata.AddReceived(new GrpcMetadataEntry(key, Text: null, bytes));
            }
        }
    }

    private static byte[]? TryFromBase64(string text)
    {
        string unpadded = text.TrimEnd('=');
        string padded = unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        return Convert.TryFromBase64String(padded, bytes, out int written) ? bytes[..written] : null;
    }
}
