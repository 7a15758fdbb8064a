using System.Collections.Frozen;

namespace FinCluster.Grpc.Wire;

/// <summary>Header names and values of gRPC over HTTP/2 (PROTOCOL-HTTP2.md).</summary>
internal static class GrpcHeaders
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Te = "te";
    public const string Trailers = "trailers";
    public const string UserAgent = "user-agent";
    public const string ContentType = "application/grpc";
    public const string Gzip = "gzip";
    public const string Identity = "identity";
    public const string SupportedEncodings = "identity,gzip";

    private const string BinarySuffix = "-bin";

    // Names that the transport or the protocol owns. Other "grpc-" names, such as grpc-status-details-bin, are the application's.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        Status, Message, Timeout, Encoding, AcceptEncoding, "grpc-message-type", Te, "content-type", "content-length",
        "content-encoding", "connection", "host", "transfer-encoding", "trailer", "upgrade");

    /// <summary>Says whether the name is the protocol's own and no metadata.</summary>
    public static bool IsReserved(string name) => name.StartsWith(':') || Reserved.Contains(name);

    /// <summary>Says whether values under this name are base64.</summary>
    public static bool IsBinary(string name) => name.EndsWith(BinarySuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Says whether a content type carries protobuf messages in gRPC's framing: <c>application/grpc[+proto][;…]</c>.</summary>
    public static bool IsGrpcContentType(string? value)
    {
        ReadOnlySpan<char> type = value;
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim(' ');
        return type.Equals(ContentType, StringComparison.OrdinalIgnoreCase)
            || type.Equals(ContentType + "+proto", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Says whether a comma-separated list of encodings names gzip.</summary>
    public static bool AcceptsGzip(string? encodings)
    {
        ReadOnlySpan<char> list = encodings;
        foreach (Range part in list.Split(','))
        {
            if (list[part].Trim(' ').Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
