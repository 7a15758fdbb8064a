using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Commands;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands;

public sealed class QualityCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The days differ, the order of lines too; 2026-03-03 and 06 are in one file only.
    [Fact]
    public async Task Kpi_FilesThatGoTogether_SaysHowMuch()
    {
        string metric = File("metric.csv", "date,accuracy\n2026-03-02,0.80\n2026-03-04,0.82\n2026-03-05,0.81\n2026-03-03,0.1\n2026-03-09,0.9\n");
        string kpi = File("kpi.csv", "2026-03-09,400\r\n2026-03-02,100\r\n2026-03-05,180\r\n2026-03-04,200\r\n2026-03-06,1\r\n\r\n");

        (int code, string output, string error) = await InvokeAsync("quality", "kpi", "--metric", metric, "--kpi", kpi);

        Assert.Equal((0, "Spearman 1.000 of 4 days: at least 0.85\n", ""), (code, output, error));
    }

    [Fact]
    public async Task Kpi_FilesThatDoNot_EndsWithOne()
    {
        string metric = File("metric.csv", "2026-03-02,1\n2026-03-03,2\n2026-03-04,3\n2026-03-05,4\n");
        string kpi = File("kpi.csv", "2026-03-02,2\n2026-03-03,1\n2026-03-04,4\n2026-03-05,3\n");

        (int code, string output, _) = await InvokeAsync("quality", "kpi", "--metric", metric, "--kpi", kpi, "--json");

        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, 0.6, false), (code, Math.Round(report.GetProperty("spearman").GetDouble(), 6), report.GetProperty("is_enough").GetBoolean()));
    }

    [Theory]
    [InlineData("2026-03-02,1\n2026-03-03,2\n", "2 days in common")]
    [InlineData("2026-03-02,1\nyesterday,2\n", "line 2 is no date and value")]
    [InlineData("2026-03-02,1\n2026-03-03,2,3\n", "line 2 is no date and value")]
    [InlineData("2026-03-02,1\n2026-03-03,NaN\n", "line 2 is no date and value")]
    [InlineData("2026-03-02,1\n2026-03-02,2\n", "comes twice")]
    public async Task Kpi_FilesThatCannotBeCompared_SaysWhy(string text, string message)
    {
        string kpi = File("kpi.csv", "2026-03-02,2\n2026-03-03,1\n2026-03-04,4\n");

        (int code, _, string error) = await InvokeAsync("quality", "kpi", "--metric", File("metric.csv", text), "--kpi", kpi);

        Assert.Equal(1, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfAGateway_IsATable()
    {
        await using AdminGateway gateway = await AdminGateway.StartAsync(hasFiles: false);

        (int code, string table, _) = await InvokeAsync("quality", "report", "--server", gateway.Http, "--admin-key-file", gateway.KeyFile);
        (int json, string text, _) = await InvokeAsync("quality", "report", "--json", "--server", gateway.Http, "--admin-key-file", gateway.KeyFile);
        (int refused, _, string why) = await InvokeAsync("quality", "report", "--server", gateway.Http);

        Assert.Equal((0, 0, 1), (code, json, refused));
        Assert.Matches(@"\(all\) +- +0 +- +- +- +-", table);
        Assert.Equal("quality.report", JsonDocument.Parse(text).RootElement.GetProperty("object").GetString());
        Assert.Contains("administrator key", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--quality-rollback", "0")]
    [InlineData("--quality-rollback-within", "99999")]
    [InlineData("--quality-baseline", "")]
    public async Task Serve_WrongOptions_AreNamed(string option, string value)
    {
        (int code, _, string error) = await InvokeAsync("gateway", "--cluster", "redis://127.0.0.1:1", option, value);

        Assert.Equal(2, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }

    private string File(string name, string text)
    {
        string path = _folder.File(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        int code = await FinClusterCommand.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
