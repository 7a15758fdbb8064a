using System.Net;
using System.Text.Json;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Admin.Reviews;

/// <summary>/admin/v1/reviews on a gateway without an administrator key, called from its own machine.</summary>
public sealed class ReviewEndpointsTests : IAsyncLifetime
{
    private const string Reviews = "/admin/v1/reviews";

    private readonly RecordingLog _log = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(setup => setup.Services = _log.AddTo);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_OpenItem_HasEverythingThatIsKnown()
    {
        ReviewItem item = await AddAsync();

        JsonElement review = await (await _gateway.GetAsync($"{Reviews}/{item.Id}")).JsonAsync();

        Assert.Equal(
            (item.Id.Value, "2026-11-23T01:02:03+00:00", "open", "guard_output", "guaranteed_return", "acme", "chatcmpl-1"),
            (Text(review, "id"), Text(review, "created_at"), Text(review, "status"), Text(review, "reason"),
                Text(review, "category"), Text(review, "tenant"), Text(review, "request_id")));
        Assert.Equal(("稳赚吗？", "保证翻倍。", "fin-chat"), (Text(review, "question"), Text(review, "answer"), Text(review, "model")));
        Assert.All((string[])["session", "release", "comment", "decision"], name => Assert.Equal(JsonValueKind.Null, review.GetProperty(name).ValueKind));
    }

    [Fact]
    public async Task Decide_Correct_IsAnsweredStoredAndExported()
    {
        ReviewItem item = await AddAsync();
        await AddAsync();

        JsonElement review = await (await DecideAsync(
            item.Id.Value, """{"decision":"correct","correction":"没有稳赚的投资。","note":"承诺收益","reviewer":"li"}""")).JsonAsync();
        using HttpResponseMessage export = await _gateway.GetAsync(Reviews + "/export");
        string lines = await export.Content.ReadAsStringAsync(TestTimeouts.Token);

        Assert.Equal("corrected", Text(review, "status"));
        Assert.Equal(
            ("li", "没有稳赚的投资。", "承诺收益"),
            (Text(review.GetProperty("decision"), "reviewer"), Text(review.GetProperty("decision"), "correction"), Text(review.GetProperty("decision"), "note")));
        ReviewItem stored = (await _gateway.Reviews.FindAsync(item.Id, TestTimeouts.Token))!;
        Assert.Equal(ReviewStatus.Corrected, stored.Status);
        Assert.Equal(("application/x-ndjson", "no-store"), (export.Content.Headers.ContentType?.MediaType, export.Headers.CacheControl?.ToString()));
        Assert.Equal(TrainingExport.Line(stored) + "\n", lines);
        Assert.Contains($"administrator (by Loopback, from 127.0.0.1): decide_review {item.Id}: done", _log.Lines);
        Assert.DoesNotContain(_log.Lines, line => line.Contains('赚', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decide_Again_IsRefusedAndTheFirstStands()
    {
        ReviewItem item = await AddAsync();
        await (await DecideAsync(item.Id.Value, """{"decision":"approve","reviewer":"li"}""")).JsonAsync();

        using HttpResponseMessage again = await DecideAsync(item.Id.Value, """{"decision":"reject","reviewer":"wang"}""");

        Assert.Equal(("review_decided", "id"), Short(await again.ErrorAsync(HttpStatusCode.Conflict)));
        Assert.Equal("li", (await _gateway.Reviews.FindAsync(item.Id, TestTimeouts.Token))!.Decision!.Reviewer);
    }

    [Theory]
    [InlineData("rev_00000000000000000000000000000000")]
    [InlineData("rev_0")]
    [InlineData("%F0%9F%98%80")]
    public async Task Item_Unknown_IsNotFound(string id)
    {
        using HttpResponseMessage read = await _gateway.GetAsync($"{Reviews}/{id}");
        using HttpResponseMessage decided = await DecideAsync(id, """{"decision":"approve","reviewer":"li"}""");

        Assert.Equal(("review_not_found", "id"), Short(await read.ErrorAsync(HttpStatusCode.NotFound)));
        Assert.Equal(("review_not_found", "id"), Short(await decided.ErrorAsync(HttpStatusCode.NotFound)));
    }

    [Theory]
    [InlineData("decision", """{"reviewer":"li"}""")]
    [InlineData("decision", """{"decision":"open","reviewer":"li"}""")]
    [InlineData("reviewer", """{"decision":"approve"}""")]
    [InlineData("reviewer", """{"decision":"approve","reviewer":" "}""")]
    [InlineData("correction", """{"decision":"correct","reviewer":"li"}""")]
    [InlineData("correction", """{"decision":"correct","correction":"","reviewer":"li"}""")]
    [InlineData("correction", """{"decision":"reject","correction":"x","reviewer":"li"}""")]
    [InlineData("note", """{"decision":"approve","reviewer":"li","note":5}""")]
    [InlineData("corection", """{"decision":"correct","corection":"x","reviewer":"li"}""")]
    public async Task Decide_WrongField_IsNamedAndNothingIsDecided(string field, string body)
    {
        ReviewItem item = await AddAsync();

        using HttpResponseMessage refused = await DecideAsync(item.Id.Value, body);

        Assert.Equal(("invalid_request", field), Short(await refused.ErrorAsync(HttpStatusCode.BadRequest)));
        Assert.Equal(item, await _gateway.Reviews.FindAsync(item.Id, TestTimeouts.Token));
    }

    [Fact]
    public async Task Decide_TooLongCorrection_IsRefused()
    {
        ReviewItem item = await AddAsync();
        string body = $$"""{"decision":"correct","reviewer":"li","correction":"{{new string('长', ReviewRules.MaxTextLength + 1)}}"}""";

        Assert.Equal(("invalid_request", "correction"), Short(await (await DecideAsync(item.Id.Value, body)).ErrorAsync(HttpStatusCode.BadRequest)));
    }

    [Fact]
    public async Task List_FiltersAndPages_GiveEveryItemOnce()
    {
        ReviewItem[] items = [await AddAsync(), await AddAsync("other"), await AddAsync(), await AddAsync()];
        await DecideAsync(items[0].Id.Value, """{"decision":"reject","reviewer":"li"}""");

        JsonElement first = await (await _gateway.GetAsync(Reviews + "?status=open&tenant=acme&limit=1")).JsonAsync();
        JsonElement second = await (await _gateway.GetAsync($"{Reviews}?status=open&tenant=acme&limit=1&page_token={Text(first, "next_page_token")}")).JsonAsync();
        JsonElement all = await (await _gateway.GetAsync(Reviews)).JsonAsync();
        JsonElement counts = await (await _gateway.GetAsync(Reviews + "/counts")).JsonAsync();

        Assert.Equal([items[3].Id.Value], Ids(first));
        Assert.Equal([items[2].Id.Value], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_page_token").ValueKind);
        Assert.Equal(items.Reverse().Select(item => item.Id.Value), Ids(all));
        Assert.Equal("""{"open":3,"approved":0,"corrected":0,"rejected":1,"dropped":0}""", counts.GetRawText());
    }

    [Theory]
    [InlineData("?status=done", "status")]
    [InlineData("?tenant=a%20b", "tenant")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?page_token=x", "page_token")]
    [InlineData("/export?tenant=a%20b", "tenant")]
    public async Task List_WrongParameter_IsNamed(string query, string field) =>
        Assert.Equal(("invalid_request", field), Short(await (await _gateway.GetAsync(Reviews + query)).ErrorAsync(HttpStatusCode.BadRequest)));

    [Fact]
    public async Task Export_ManyPages_AreAllThere()
    {
        List<string> expected = [];
        for (int i = 0; i < ReviewRules.MaxPageSize + 1; i++)
        {
            ReviewItem item = await AddAsync(i % 2 == 0 ? "acme" : "other");
            var decision = new ReviewDecision { Status = ReviewStatus.Corrected, Correction = "没有。\n", Reviewer = "li", DecidedAt = item.CreatedAt };
            await _gateway.Reviews.DecideAsync(item.Id, decision, TestTimeouts.Token);
            expected.Insert(0, TrainingExport.Line(item with { Decision = decision }));
        }

        Assert.Equal(string.Concat(expected.Select(line => line + "\n")), await (await _gateway.GetAsync(Reviews + "/export")).Content.ReadAsStringAsync(TestTimeouts.Token));
        string some = await (await _gateway.GetAsync(Reviews + "/export?tenant=other")).Content.ReadAsStringAsync(TestTimeouts.Token);
        Assert.Equal(ReviewRules.MaxPageSize / 2, some.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Export_NothingCorrected_IsEmpty()
    {
        await AddAsync();

        Assert.Equal("", await (await _gateway.GetAsync(Reviews + "/export")).Content.ReadAsStringAsync(TestTimeouts.Token));
    }

    private static (string Code, string? Parameter) Short((string Code, string? Parameter, string Message) error) => (error.Code, error.Parameter);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("data").EnumerateArray().Select(item => Text(item, "id"));

    private Task<HttpResponseMessage> DecideAsync(string id, string json) => _gateway.PostAsync($"{Reviews}/{id}", json);

    private async Task<ReviewItem> AddAsync(string tenant = "acme")
    {
        var item = new ReviewItem
        {
            Id = ReviewId.New(),
            Tenant = new TenantId(tenant),
            RequestId = "chatcmpl-1",
            CreatedAt = new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero),
            Reason = ReviewReason.GuardOutput,
            Category = GuardCategory.GuaranteedReturn,
            Question = "稳赚吗？",
            Answer = "保证翻倍。",
            Model = "fin-chat",
        };
        await _gateway.Reviews.AddAsync(item, TestTimeouts.Token);
        return item;
    }
}
