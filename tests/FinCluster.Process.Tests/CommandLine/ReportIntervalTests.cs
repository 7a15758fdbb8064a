using System.Globalization;
using System.Text.RegularExpressions;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.CommandLine;

public sealed partial class ReportIntervalTests
{
    [Fact]
    public async Task Serve_ShortReportInterval_IsItsNodes()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(null, "--engine", "simulated", "--report-interval", "10");
        long before = await ReportsAsync(server);
        long started = TimeProvider.System.GetTimestamp();

        await Eventually.IsTrueAsync(async () => await ReportsAsync(server) >= before + 50);

        // At the default interval, fifty reports of a node without work take ten seconds.
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper?.WriteLine($"fifty reports in {elapsed.TotalMilliseconds:F0} ms");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    private static async Task<long> ReportsAsync(ServeProcess server)
    {
        string page = await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestTimeouts.Token);
        return Reports().Match(page) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("^fincluster_gateway_node_reports_total ([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Reports();
}
