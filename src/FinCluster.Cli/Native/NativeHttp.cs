using System.Net;

namespace FinCluster.Cli.Native;

/// <summary>Makes the HTTP client that downloads go through. It honours the system's proxies.</summary>
internal static class NativeHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Makes a client. The caller disposes it.</summary>
    public static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,

            // The hash is of the bytes that the registry keeps.
            AutomaticDecompression = DecompressionMethods.None,
        };
        var client = new HttpClient(handler, disposeHandler: true)
        {
            // A large package may take minutes; the downloader ends a silent one by itself.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"fincluster/{typeof(NativeHttp).Assembly.GetName().Version?.ToString(3)}");
        return client;
    }
}
