using System.Globalization;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Clients that leave in the middle, and peers that do not speak HTTP.</summary>
[Collection(HttpBadInput.Name)]
public sealed class BrokenConnectionTests(BadInputServer server)
{
    private const string Head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Question = "{\"messages\":[{\"role\":\"user\",\"content\":\"LPR\"}]";

    [Fact]
    public async Task Body_ThatStopsComing_IsRefusedAfterAWhile()
    {
        using RawConnection client = await OpenAsync();

        await client.SendAsync($"{Head}Content-Length: 1000\r\n\r\n{Question}");

        AssertRefused("400 Bad Request", "invalid_request", await client.ReadToEndAsync());
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("ffffffffffffffffff\r\n")]
    [InlineData("-5\r\nabcde\r\n")]
    [InlineData("5\r\nabcdefghijk\r\n0\r\n\r\n")]
    public async Task Body_WithBrokenChunks_IsRefused(string chunks)
    {
        using RawConnection client = await OpenAsync();

        await client.SendAsync($"{Head}Transfer-Encoding: chunked\r\n\r\n{chunks}");

        AssertRefused("400 Bad Request", "invalid_request", await client.ReadToEndAsync());
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"mess")]
    [InlineData(Question)]
    public async Task Client_ThatBreaksOffInItsBody_DisturbsNobody(string sent)
    {
        for (int i = 0; i < 20; i++)
        {
            using RawConnection client = await OpenAsync();
            await client.SendAsync($"{Head}Content-Length: 1000\r\n\r\n{sent}");
            if (int.IsEvenInteger(i))
            {
                client.Reset();
            }
        }

        await server.AssertStillServesAsync();
    }

    [Fact]
    public async Task Client_ThatBreaksOffInItsAnswer_DisturbsNobody()
    {
        string body = $"{Question},\"stream\":true,\"ignore_eos\":true}}";
        for (int i = 0; i < 20; i++)
        {
            using RawConnection client = await OpenAsync();
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Head}Content-Length: {body.Length}\r\n\r\n{body}"));
            await client.WaitForAsync("\"delta\"");
            client.Reset();
        }

        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("GET /v1/sessions/%00 HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("GET /health HTTP/9.9\r\nHost: a\r\n\r\n", "505")]
    [InlineData("GET /health HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "400")]
    [InlineData("POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", "400")]
    [InlineData("GARBAGE\r\n\r\n", "400")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400")]
    public async Task Peer_ThatSpeaksNoHttp_IsTurnedAway(string request, string status)
    {
        using RawConnection client = await OpenAsync();

        await client.SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("GET /v1/sessions/§ HTTP/1.1\r\nHost: a\r\n\r\n", 10_240, "414")]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nX-Long: §\r\n\r\n", 40_000, "431")]
    public async Task Head_TooLong_IsRefused(string request, int length, string status)
    {
        using RawConnection client = await OpenAsync();

        await client.SendAsync(request.Replace("§", new string('a', length), StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await server.AssertStillServesAsync();
    }

    private static void AssertRefused(string status, string code, string answer)
    {
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
    }

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(server.Process.Ready.Http!);
}
