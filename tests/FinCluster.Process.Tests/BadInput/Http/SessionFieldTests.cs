using System.Globalization;
using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Sessions that do not exist or have moved on, ids and pages that cannot be.</summary>
[Collection(HttpBadInput.Name)]
public sealed class SessionFieldTests(BadInputServer server)
{
    private const string Sessions = "/v1/sessions";

    /// <summary>Gets what is no session id, as JSON text.</summary>
    public static TheoryData<string> NoIds => ["", " ", "a b", "../a", "a/b", "a.b", "会话", "é", "a\\u0000", "a\\n", "%20", "ses_'; drop table sessions; --"];

    [Theory]
    [MemberData(nameof(NoIds))]
    public async Task Chat_WithAnIdThatCannotBe_IsRefused(string id)
    {
        (await AskAsync($"\"{id}\"")).AssertError(ErrorCode.InvalidRequest, "session");
        (await AskAsync($"{{\"id\":\"{id}\"}}")).AssertError(ErrorCode.InvalidRequest, "session");
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData(65)]
    [InlineData(10_240)]
    [InlineData(1_000_000)]
    public async Task Chat_WithATooLongId_IsRefused(int length)
    {
        (await AskAsync($"\"{new string('a', length)}\"")).AssertError(ErrorCode.InvalidRequest, "session");
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("\"ses_nosuch\"")]
    [InlineData("{\"id\":\"ses_nosuch\",\"version\":0}")]
    [InlineData("{\"id\":\"ses_nosuch\",\"version\":-1}")]
    public async Task Chat_InAnUnknownSession_IsRefused(string session)
    {
        (await AskAsync(session)).AssertError(ErrorCode.SessionNotFound, "session");
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    public async Task Chat_WithAnotherVersion_IsRefusedAndChangesNothing(string version)
    {
        string id = (await SendAsync(HttpMethod.Post, Sessions)).Json.GetProperty("id").GetString()!;

        (await AskAsync($"{{\"id\":\"{id}\",\"version\":{version}}}")).AssertError(ErrorCode.SessionVersionMismatch, "session");

        HttpAnswer stored = await SendAsync(HttpMethod.Get, $"{Sessions}/{id}");
        Assert.Equal((0, 0), (stored.Json.GetProperty("version").GetInt32(), stored.Json.GetProperty("message_count").GetInt32()));
        HttpAnswer answer = await AskAsync($"{{\"id\":\"{id}\",\"version\":0}}");
        Assert.StartsWith("LPR是", answer.ChatText, StringComparison.Ordinal);
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("nosuch", ErrorCode.SessionNotFound)]
    [InlineData("a%20b", ErrorCode.InvalidRequest)]
    [InlineData("a%2fb", ErrorCode.InvalidRequest)]
    [InlineData("%e4%bc%9a%e8%af%9d", ErrorCode.InvalidRequest)]
    [InlineData("%ff", ErrorCode.InvalidRequest)]
    public async Task Session_ThatIsNotThere_IsRefused(string id, ErrorCode code)
    {
        (await SendAsync(HttpMethod.Get, $"{Sessions}/{id}")).AssertError(code, "session");
        (await SendAsync(HttpMethod.Delete, $"{Sessions}/{id}")).AssertError(code, "session");
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=1e400", "limit")]
    [InlineData("limit=NaN", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("limit=%00", "limit")]
    [InlineData("page_token=a", "page_token")]
    [InlineData("page_token=%ff", "page_token")]
    [InlineData("page_token=AQAAAAAAAAAAAAAAAAAAAAAA", "page_token")]
    [InlineData("page_token=a&page_token=b", "page_token")]
    public async Task List_WithAPageThatCannotBe_IsRefused(string query, string parameter)
    {
        (await SendAsync(HttpMethod.Get, $"{Sessions}?{query}")).AssertError(ErrorCode.InvalidRequest, parameter);
        await server.AssertStillServesAsync();
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":1}""", "messages")]
    [InlineData("""{"messages":[{"role":"robot","content":""}]}""", "messages[0].role")]
    [InlineData("""{"model":1}""", "model")]
    public async Task Create_WithAWrongField_IsRefusedAndStoresNothing(string body, string parameter)
    {
        int before = await CountAsync();

        await server.AssertRefusesAsync(Sessions, body, ErrorCode.InvalidRequest, parameter);

        Assert.Equal(before, await CountAsync());
    }

    private async Task<int> CountAsync() => (await SendAsync(HttpMethod.Get, $"{Sessions}?limit=1000")).Json.GetProperty("data").GetArrayLength();

    private Task<HttpAnswer> AskAsync(string session) => server.PostAsync(
        BadInputServer.ChatPath, string.Create(CultureInfo.InvariantCulture, $"{{\"session\":{session},{BadInputServer.Question}}}"));

    private Task<HttpAnswer> SendAsync(HttpMethod method, string path) => server.SendAsync(new HttpRequestMessage(method, path));
}
