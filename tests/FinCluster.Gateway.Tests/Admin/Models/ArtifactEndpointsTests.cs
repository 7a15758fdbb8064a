using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Gateway.Tests.Admin.Models;

/// <summary>Files that are sent to /admin/v1.</summary>
public sealed class ArtifactEndpointsTests : IAsyncLifetime
{
    private readonly CatalogFiles _files = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(setup => setup.Services = _files.AddTo, new FakeInferenceEngine());

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Upload_Cut_GoesOnWhereItWasCut()
    {
        (string hash, byte[] content) = CatalogFiles.Content(3_000_000);
        await SendPartAsync(hash, content, content.Length / 2);
        long received = await Eventually.GetAsync(async () => await ReceivedAsync(hash), bytes => bytes > 0);
        Assert.InRange(received, 1, content.Length / 2);
        Assert.Empty(_gateway.Catalog.Current.Artifacts);

        // Too far ahead is refused; a little behind what is there is passed over.
        (string code, string? field, _) = await (await CatalogFiles.PutAsync(
            _gateway, hash, content[^10..], offset: content.Length - 10, total: content.Length)).ErrorAsync(HttpStatusCode.Conflict);
        received = await ReceivedAsync(hash);
        long from = received - 1;
        JsonElement change = await (await CatalogFiles.PutAsync(_gateway, hash, content[(int)from..], offset: from, total: content.Length)).JsonAsync();

        Assert.Equal(("upload_offset_mismatch", "offset"), (code, field));
        Assert.Equal("done", change.GetProperty("status").GetString());
        Assert.Equal([hash], _files.All);
        Assert.Equal(content.Length, Assert.Single(_gateway.Catalog.Current.Artifacts).Bytes);
        Assert.True((await (await _gateway.GetAsync("/admin/v1/uploads/" + hash)).JsonAsync()).GetProperty("is_complete").GetBoolean());
    }

    [Fact]
    public async Task Upload_OtherBytesThanTheHash_LeavesNothingAndCanBeSentAgain()
    {
        (string hash, byte[] content) = CatalogFiles.Content(10_000);
        byte[] damaged = [.. content];
        damaged[5_000] ^= 1;

        (string code, string? field, _) = await (await CatalogFiles.PutAsync(_gateway, hash, damaged)).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(("upload_corrupt", "sha256"), (code, field));
        Assert.Equal(0, await ReceivedAsync(hash));
        Assert.Empty(_gateway.Catalog.Current.Artifacts);
        await (await CatalogFiles.PutAsync(_gateway, hash, content)).JsonAsync();
    }

    [Fact]
    public async Task Upload_NotWhatItsKindHasToBe_LeavesNothing()
    {
        (_, byte[] content) = CatalogFiles.Content(10_000);
        content[0] = CatalogFiles.BadFirstByte;

        (string code, _, string message) = await (await CatalogFiles.PutAsync(_gateway, CatalogFiles.HashOf(content), content)).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal("artifact_invalid", code);
        Assert.Contains("it begins wrong", message, StringComparison.Ordinal);
        Assert.Empty(_files.All);
        Assert.Empty(_gateway.Catalog.Current.Artifacts);
    }

    [Fact]
    public async Task Upload_OfOneFileByMany_IsThereOnce()
    {
        (string hash, byte[] content) = CatalogFiles.Content(2_000_000);

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CatalogFiles.PutAsync(_gateway, hash, content)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal([hash], _files.All);
        Assert.Single(_gateway.Catalog.Current.Artifacts);
    }

    [Fact]
    public async Task Upload_LargerThanTheFolderTakes_IsRefusedBeforeAnythingIsWritten()
    {
        // A hash of nothing that is sent: only what is said of the file counts.
        (string hash, _) = CatalogFiles.Content(10);

        (string code, string? field, _) = await (await CatalogFiles.PutAsync(
            _gateway, hash, new byte[100], offset: 0, total: CatalogFiles.MaxBytes + 1)).ErrorAsync(HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal(("request_too_large", "bytes"), (code, field));
        Assert.Empty(_files.All);
    }

    [Fact]
    public async Task Upload_LargerThanARequestBody_IsTaken()
    {
        await using RunningGateway small = await RunningGateway.StartAsync(setup =>
        {
            setup.Gateway.MaxRequestBytes = 1024;
            setup.Services = _files.AddTo;
        });
        (string hash, byte[] content) = CatalogFiles.Content(100_000);

        await (await CatalogFiles.PutAsync(small, hash, content)).JsonAsync();

        Assert.Equal([hash], _files.All);
    }

    [Fact]
    public async Task Upload_AdapterForNoBase_IsRefusedByTheRulesBeforeAnythingIsWritten()
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);
        (string other, _) = CatalogFiles.Content(1_000, seed: 2);

        (string code, _, _) = await (await CatalogFiles.PutAsync(_gateway, hash, content, $"kind=task&name=aml&base={other}&rank=8")).ErrorAsync(HttpStatusCode.Conflict);

        Assert.Equal("catalog_refused", code);
        Assert.Empty(_files.All);
    }

    [Fact]
    public async Task Upload_OfWhatIsThere_ChangesNothing()
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);
        await (await CatalogFiles.PutAsync(_gateway, hash, content)).JsonAsync();

        Assert.Equal("unchanged", (await (await CatalogFiles.PutAsync(_gateway, hash, content)).JsonAsync()).GetProperty("status").GetString());
        Assert.Equal("catalog_refused", (await (await CatalogFiles.PutAsync(_gateway, hash, content, "kind=guard&name=rules")).ErrorAsync(HttpStatusCode.Conflict)).Code);
        Assert.Single(_gateway.Catalog.Current.Artifacts);
    }

    [Theory]
    [InlineData("kind=model&name=x", "kind")]
    [InlineData("name=x", "kind")]
    [InlineData("kind=base&name=a+b", null)]
    [InlineData("kind=base", null)]
    [InlineData("kind=base&name=x&rank=8", null)]
    [InlineData("kind=task&name=x&base=zz&rank=8", "base")]
    [InlineData("kind=task&name=x&rank=many", "rank")]
    [InlineData("kind=base&name=x&nmae=y", "nmae")]
    public async Task Upload_SaidWrong_IsRefused(string query, string? parameter)
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);

        (string code, string? field, _) = await (await CatalogFiles.PutAsync(_gateway, hash, content, query)).ErrorAsync(HttpStatusCode.BadRequest);

        Assert.Equal(("invalid_request", parameter), (code, field));
        Assert.Empty(_files.All);
    }

    [Theory]
    [InlineData(0, 500, "content-range")]
    [InlineData(-1, 1_000, "content-range")]
    public async Task Upload_NoRangeToTheEnd_IsRefused(int from, int to, string parameter)
    {
        (string hash, byte[] content) = CatalogFiles.Content(1_000);
        var body = new ByteArrayContent(content);
        body.Headers.TryAddWithoutValidation("Content-Range", from < 0 ? "bytes */1000" : $"bytes {from}-{to - 1}/1000");

        using HttpResponseMessage response = await _gateway.Http.PutAsync(
            new Uri($"/admin/v1/artifacts/{hash}?kind=base&name=x", UriKind.Relative), body, TestTimeouts.Token);

        Assert.Equal(parameter, (await response.ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
    }

    [Fact]
    public async Task Upload_NoHash_IsRefused()
    {
        (_, byte[] content) = CatalogFiles.Content(10);

        Assert.Equal("sha256", (await (await CatalogFiles.PutAsync(_gateway, "abc", content)).ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
        Assert.Equal("sha256", (await (await _gateway.GetAsync("/admin/v1/uploads/abc")).ErrorAsync(HttpStatusCode.BadRequest)).Parameter);
    }

    [Fact]
    public async Task Gateway_WithoutAFolder_SaysSo()
    {
        await using RunningGateway plain = await RunningGateway.StartAsync(null, new FakeInferenceEngine());
        (string hash, byte[] content) = CatalogFiles.Content(10);

        Assert.Equal("unsupported", (await (await CatalogFiles.PutAsync(plain, hash, content)).ErrorAsync(HttpStatusCode.BadRequest)).Code);
        Assert.Equal("unsupported", (await (await plain.PostAsync("/admin/v1/verify", "{}")).ErrorAsync(HttpStatusCode.BadRequest)).Code);
    }

    private async Task<long> ReceivedAsync(string hash) =>
        (await (await _gateway.GetAsync("/admin/v1/uploads/" + hash)).JsonAsync()).GetProperty("received_bytes").GetInt64();

    /// <summary>Sends the beginning of a file and breaks the connection.</summary>
    private async Task SendPartAsync(string hash, byte[] content, int bytes)
    {
        Uri address = _gateway.Http.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestTimeouts.Token);
        await using NetworkStream stream = client.GetStream();
        string head = $"PUT /admin/v1/artifacts/{hash}?kind=base&name=base HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: {content.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestTimeouts.Token);
        await stream.WriteAsync(content.AsMemory(0, bytes), TestTimeouts.Token);
        await stream.FlushAsync(TestTimeouts.Token);
    }
}
