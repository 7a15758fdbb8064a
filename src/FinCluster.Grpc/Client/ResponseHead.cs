using System.Globalization;
using System.Net.Http.Headers;
using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Client;

/// <summary>Reads status and metadata from the headers or trailers of a response.</summary>
internal static class ResponseHead
{
    /// <summary>Finds the first value of a header; null when there is none.</summary>
    public static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.FirstOrDefault() : null;

    /// <summary>Finds the status; null when the server sent none.</summary>
    public static GrpcStatus? FindStatus(HttpHeaders headers)
    {
        if (Find(headers, GrpcHeaders.Status) is not { } text)
        {
            return null;
        }

        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && number <= (int)GrpcStatus.Unauthenticated ? (GrpcStatus)number : GrpcStatus.Unknown;
    }

    /// <summary>Reads the metadata, which is all but the protocol's own headers.</summary>
    public static GrpcMetadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new GrpcMetadata();
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            foreach (string value in values)
            {
                MetadataCodec.Decode(metadata, name, value);
            }
        }

        return metadata.Freeze();
    }
}
