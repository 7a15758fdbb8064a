using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks over an OpenAI API, FinCluster's or another server's. A part of the answer counts as one token.</summary>
internal sealed class HttpAnswerClient : IAnswerClient
{
    private const string NodeHeader = "X-FinCluster-Node";

    private readonly LoadOptions _options;
    private readonly HttpClient _http;

    public HttpAnswerClient(Uri address, LoadOptions options, string? apiKey)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseProxy = false })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = apiKey is null ? null : new AuthenticationHeaderValue("Bearer", apiKey);
    }

    public async IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        message.Content = JsonContent.Create(Body(request));
        using HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (response.Headers.TryGetValues(NodeHeader, out IEnumerable<string>? nodes))
        {
            yield return new AnswerPart(0, "", 0, 0) { Node = nodes.First() };
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (item.Data != "[DONE]" && Read(item.Data) is { } part)
            {
                yield return part;
            }
        }
    }

    public async Task<string> CreateSessionAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync("/v1/sessions", new { }, cancellationToken);
        response.EnsureSuccessStatusCode();
        JsonElement session = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return session.GetProperty("id").GetString()!;
    }

    public void Dispose() => _http.Dispose();

    private Dictionary<string, object?> Body(LoadRequest request)
    {
        IEnumerable<TraceMessage> messages = request.Session?.StoredId is null ? request.Messages : [request.Messages[^1]];
        var body = new Dictionary<string, object?>
        {
            ["model"] = _options.Model,
            ["messages"] = messages.Select(message => new { role = RoleName(message.Speaker), content = message.Content }).ToArray(),
            ["temperature"] = 0,
            ["max_tokens"] = _options.OutputTokensOf(request),
            ["ignore_eos"] = true,
            ["stream"] = true,
            ["stream_options"] = new { include_usage = true },
        };
        if (request.Session?.StoredId is { } id)
        {
            body["session"] = new { id };
        }

        return body;
    }

    private static string RoleName(Speaker speaker) => speaker switch
    {
        Speaker.System => "system",
        Speaker.User => "user",
        _ => "assistant",
    };

    private static AnswerPart? Read(string data)
    {
        using JsonDocument json = JsonDocument.Parse(data);
        if (json.RootElement.TryGetProperty("error", out JsonElement error))
        {
            throw new HttpRequestException(error.ToString());
        }

        if (json.RootElement.TryGetProperty("choices", out JsonElement choices)
            && choices.GetArrayLength() > 0
            && choices[0].TryGetProperty("delta", out JsonElement delta)
            && delta.TryGetProperty("content", out JsonElement content)
            && content.ValueKind == JsonValueKind.String
            && content.GetString() is { Length: > 0 } text)
        {
            return new AnswerPart(1, text, 0, 0);
        }

        return json.RootElement.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object
            ? new AnswerPart(0, "", usage.GetProperty("prompt_tokens").GetInt32(), CachedTokens(usage))
            : null;
    }

    // Not every server reports it.
    private static int CachedTokens(JsonElement usage) =>
        usage.TryGetProperty("prompt_tokens_details", out JsonElement details)
        && details.ValueKind == JsonValueKind.Object
        && details.TryGetProperty("cached_tokens", out JsonElement cached)
        && cached.TryGetInt32(out int tokens) ? tokens : 0;
}
