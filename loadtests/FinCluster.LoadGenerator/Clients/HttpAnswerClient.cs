using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks over an OpenAI API, FinCluster's or another server's. A part of the answer counts as one token.</summary>
internal sealed class HttpAnswerClient(Uri address, LoadOptions options) : IAnswerClient
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseProxy = false })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async IAsyncEnumerable<int> AskAsync(
        string question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = JsonContent.Create(new
        {
            model = options.Model,
            messages = new[] { new { role = "user", content = question } },
            temperature = 0,
            max_tokens = options.OutputTokens,
            ignore_eos = true,
            stream = true,
        });
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (item.Data != "[DONE]" && HasText(item.Data))
            {
                yield return 1;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool HasText(string data)
    {
        using JsonDocument json = JsonDocument.Parse(data);
        if (json.RootElement.TryGetProperty("error", out JsonElement error))
        {
            throw new HttpRequestException(error.ToString());
        }

        return json.RootElement.TryGetProperty("choices", out JsonElement choices)
            && choices.GetArrayLength() > 0
            && choices[0].TryGetProperty("delta", out JsonElement delta)
            && delta.TryGetProperty("content", out JsonElement content)
            && content.ValueKind == JsonValueKind.String
            && content.GetString()!.Length > 0;
    }
}
