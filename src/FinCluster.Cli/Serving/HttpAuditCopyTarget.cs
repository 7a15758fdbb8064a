using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FinCluster.Audit.Copies;
using FinCluster.Cli.Client;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;
using ErrorCode = FinCluster.Core.Errors.ErrorCode;

namespace FinCluster.Cli.Serving;

/// <summary>A gateway that keeps a copy of this site's audit log.</summary>
internal sealed class HttpAuditCopyTarget : IAuditCopyTarget
{
    // Enough for a part over a line of a quarter of a megabit per second; a line that is cut says nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;

    /// <param name="address">The gateway.</param>
    /// <param name="key">The site's key there.</param>
    public HttpAuditCopyTarget(Uri address, string key)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectPatience, UseCookies = false, UseProxy = false }) { BaseAddress = address, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditCopyFile>> ListAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "audit/v1/files");
        using JsonDocument answer = await SendAsync(request, cancellationToken);
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(file => new AuditCopyFile(file.GetProperty("path").GetString()!, file.GetProperty("bytes").GetInt64()))];
    }

    /// <inheritdoc/>
    public async Task AddAsync(string path, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "audit/v1/files/" + path) { Content = new ReadOnlyMemoryContent(content) };
        request.Content.Headers.ContentRange = content.IsEmpty ? null : new ContentRangeHeaderValue(offset, offset + content.Length - 1);
        using JsonDocument answer = await SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw Failure(response.StatusCode, body);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AuditCopyException($"{_http.BaseAddress!.Authority} does not answer", isRefused: false, e);
        }
    }

    private AuditCopyException Failure(HttpStatusCode status, string body)
    {
        GatewayError? error = GatewayError.TryRead(body);
        bool mayPass = status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            || error?.Code == ErrorTable.Get(ErrorCode.UploadOffsetMismatch).Name;
        return new AuditCopyException(
            $"{_http.BaseAddress!.Authority} answers with status {(int)status}: {error?.Message ?? "no error of a gateway"}", isRefused: !mayPass);
    }
}
