using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FinCluster.Scaler.Tests.Control;
using FinCluster.Testing;

namespace FinCluster.Scaler.Tests.Hosting;

public sealed partial class ScalerPagesTests
{
    [Fact]
    public async Task Metrics_AreThoseOfTheDocument()
    {
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00");
        await scaler.WaitAsync(status => status.Pools[0].Desired == 6);

        string page = await scaler.PageAsync("/metrics");

        string document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "metrics.md"));
        Assert.Equal(
            DocumentName().Matches(document).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal),
            PageName().Matches(page).Select(match => match.Groups[1].Value).Where(name => name.StartsWith("fincluster_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("fincluster_scaler_leader 1\n", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_scaler_replicas_desired{pool=\"central\"} 6\n", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_scaler_cost_per_hour{pool=\"central\"} 12\n", page, StringComparison.Ordinal);
        Assert.Contains("fincluster_scaler_changes_total{pool=\"central\",direction=\"up\"} 1\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_NeedsALeader()
    {
        MemoryLeadership.Port port = new MemoryLeadership(TimeProvider.System).CreatePort();
        port.IsCut = true;
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), leadership: port);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(scaler, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(scaler, "/health/live"));

        port.IsCut = false;
        await scaler.WaitAsync(status => status.Leader is not null);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(scaler, "/health/ready"));
    }

    [Fact]
    public async Task Decisions_AreShownAndWritten_WithAllTheyWereMadeFrom()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("decisions.jsonl");
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00", decisionFile: file);
        await scaler.WaitAsync(status => status.Version > 3);

        string[] lines = (await scaler.PageAsync("/v1/scaling/decisions?pool=central&limit=10")).TrimEnd('\n').Split('\n');

        JsonNode first = JsonNode.Parse(lines[0])!;
        Assert.Equal((1, 6), ((int)first["before"]!, (int)first["replicas"]!));
        Assert.Equal(120, (double)first["startSeconds"]!);
        Assert.Contains(first["atLeast"]!.AsArray(), bound => (int)bound!["replicas"]! == 6 && ((string)bound["reason"]!).Contains("expected", StringComparison.Ordinal));
        Assert.Equal(lines[0], (await File.ReadAllLinesAsync(file, TestTimeouts.Token))[0]);

        // Looks that change nothing are not all recorded.
        Assert.Single(lines);
    }

    [Theory]
    [InlineData("/v1/scaling/decisions?pool=unknown", HttpStatusCode.NotFound)]
    [InlineData("/v1/scaling/decisions?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/v1/scaling/decisions?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task WrongPages_AreRefused(string path, HttpStatusCode status)
    {
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool));

        Assert.Equal(status, await StatusAsync(scaler, path));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningScaler scaler, string path)
    {
        using HttpResponseMessage response = await scaler.Http.GetAsync(new Uri(path, UriKind.Relative), TestTimeouts.Token);
        return response.StatusCode;
    }

    [GeneratedRegex("^# TYPE ([^ ]+)", RegexOptions.Multiline)]
    private static partial Regex PageName();

    [GeneratedRegex(@"^\| `(fincluster_scaler_[a-z0-9_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentName();
}
