using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Cluster.Local.Reviews;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands;

/// <summary><c>fincluster reviews</c> through a gateway of this process.</summary>
public sealed class RemoteReviewsCommandTests : IAsyncLifetime
{
    private AdminGateway _gateway = null!;
    private SqliteReviewQueue _queue = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await AdminGateway.StartAsync(hasFiles: false);
        _queue = await SqliteReviewQueue.OpenAsync(_gateway.Folder.File("data"), new ReviewQueueOptions(), TestTimeouts.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Reviews_FromTheListToTheExport()
    {
        ReviewItem item = await AddAsync("acme", "稳赚吗？\n" + new string('很', 40));
        await AddAsync("other", "?");
        await File.WriteAllTextAsync(_gateway.Folder.File("right.txt"), "没有稳赚的投资。\n", TestTimeouts.Token);

        (int listed, string table, _) = await RunAsync("list", "--status", "open", "--tenant", "acme");
        (int decided, string text, _) = await RunAsync(
            "decide", item.Id.Value, "--decision", "correct", "--correction-file", _gateway.Folder.File("right.txt"), "--note", "n", "--reviewer", "li");
        (_, string shown, _) = await RunAsync("show", item.Id.Value, "--json");
        (_, string counts, _) = await RunAsync("count");
        (_, string export, _) = await RunAsync("export", "--tenant", "acme");

        Assert.Equal((0, 0), (listed, decided));
        Assert.Equal(2, table.TrimEnd('\n').Split('\n').Length);
        Assert.Contains($"{item.Id}  2026-11-23 01:02:03Z  acme    feedback  -         open    稳赚吗？ {new string('很', 25)}…", table, StringComparison.Ordinal);
        Assert.Contains("correction: 没有稳赚的投资。\nnote: n\n", text, StringComparison.Ordinal);
        Assert.EndsWith("by li\n", text, StringComparison.Ordinal);
        Assert.Equal("没有稳赚的投资。", JsonDocument.Parse(shown).RootElement.GetProperty("decision").GetProperty("correction").GetString());
        Assert.Equal("OPEN  APPROVED  CORRECTED  REJECTED  DROPPED\n1     0         1          0         0\n", counts);
        Assert.Equal(TrainingExport.Line((await _queue.FindAsync(item.Id, TestTimeouts.Token))!) + "\n", export);
    }

    [Fact]
    public async Task List_MoreThanAPage_HasAsManyAsAreAsked()
    {
        for (int i = 0; i < ReviewRules.MaxPageSize + 20; i++)
        {
            await AddAsync("acme", "?");
        }

        Assert.Equal(ReviewRules.MaxPageSize + 10, await CountAsync("--limit", $"{ReviewRules.MaxPageSize + 10}"));
        Assert.Equal(ReviewRules.DefaultPageSize, await CountAsync());

        async Task<int> CountAsync(params string[] arguments) =>
            JsonDocument.Parse((await RunAsync(["list", "--json", .. arguments])).Output).RootElement.GetArrayLength();
    }

    [Theory]
    [InlineData(1, "the review queue has no item 'x'", "show", "x")]
    [InlineData(1, "decision must be one of approve, correct, reject", "decide", "x", "--decision", "maybe")]
    [InlineData(1, "status must be one of", "list", "--status", "done")]
    [InlineData(1, "nosuch.txt", "decide", "x", "--decision", "correct", "--correction-file", "nosuch.txt")]
    [InlineData(2, "name one of them", "decide", "x", "--decision", "correct", "--correction-file", "a", "--correction", "b")]
    [InlineData(2, "--limit must be at least 1", "list", "--limit", "0")]
    public async Task Command_Wrong_SaysWhy(int expected, string message, params string[] arguments)
    {
        (int code, _, string error) = await RunAsync(arguments);

        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private async Task<ReviewItem> AddAsync(string tenant, string question)
    {
        var item = new ReviewItem
        {
            Id = ReviewId.New(),
            Tenant = new TenantId(tenant),
            RequestId = "r",
            CreatedAt = new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero),
            Reason = ReviewReason.Feedback,
            Question = question,
            Answer = "是的。",
        };
        await _queue.AddAsync(item, TestTimeouts.Token);
        return item;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        int code = await FinClusterCommand.Create()
            .Parse(["reviews", .. arguments, "--server", _gateway.Grpc, "--admin-key-file", _gateway.KeyFile])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
