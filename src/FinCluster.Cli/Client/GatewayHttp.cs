using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Client;

/// <summary>What commands ask a gateway over HTTP, because only there it is said in full: which one, and one question that is answered in JSON.</summary>
internal sealed class GatewayHttp(TimeSpan patience)
{
    private readonly Option<string?> _server = new("--server")
    {
        Description = "The gateway's HTTP address; default the server that runs on this machine",
        HelpName = "host:port",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = $"Where a server of this machine is found; default ${DataFolder.Variable}, else your data folder",
        HelpName = "folder",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_data);
    }

    /// <summary>Asks the gateway.</summary>
    /// <param name="parsed">Says which.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="key">The key of the call; null for none.</param>
    /// <param name="content">What is sent, with its headers; null for nothing.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="UsageException">The address is none.</exception>
    /// <exception cref="IOException">There is no gateway, it does not answer, or it refuses; the message says what it says.</exception>
    public async Task<JsonDocument> AskAsync(
        ParseResult parsed, HttpMethod method, string path, string? key, HttpContent? content, IEnumerable<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        string address = parsed.GetValue(_server) ?? ServerRecord.TryRead(DataFolder.Parse(parsed.GetValue(_data)!))?.Http
            ?? throw new IOException("no server runs on this machine; --server names another machine's");
        using var request = new HttpRequestMessage(method, new Uri(HttpAddress.Parse(_server.Name, address), path.TrimStart('/'))) { Content = content };
        request.Headers.Authorization = string.IsNullOrEmpty(key) ? null : new AuthenticationHeaderValue("Bearer", key);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var http = new HttpClient { Timeout = patience };
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new IOException(Reason(body, (int)response.StatusCode));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"the gateway {address} does not answer over HTTP: {e.Message}", e);
        }
    }

    private static string Reason(string body, int status) => GatewayError.TryRead(body) is { } error
        ? $"the gateway refuses the request: {error.Message}"
        : $"the gateway answers with status {status}";
}
