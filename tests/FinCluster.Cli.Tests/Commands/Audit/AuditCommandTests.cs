using System.CommandLine;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Commands;
using FinCluster.Core.Audit;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Tests.Commands.Audit;

public sealed class AuditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.File("audit");

    [Fact]
    public async Task QueryAndShow_GiveTheEventsOfARequest()
    {
        await FillAsync();

        (int code, string list, _) = await RunAsync("query", "--request", "r1");
        Assert.Equal(0, code);
        Assert.Equal(3, list.TrimEnd().Split('\n').Length);
        Assert.Contains("request.received", list, StringComparison.Ordinal);

        (_, string closed, _) = await RunAsync("show", "r1");
        Assert.Contains("{\"n\":1}", closed, StringComparison.Ordinal);
        Assert.Contains("sealed", closed, StringComparison.Ordinal);
        (_, string open, _) = await RunAsync("show", "r1", "--secrets");
        Assert.Contains("\"什么是LPR？\"", open, StringComparison.Ordinal);

        (code, _, string error) = await RunAsync("show", "nobody");
        Assert.Equal((1, "fincluster: the audit log has no request nobody\n"), (code, error));
    }

    [Fact]
    public async Task Verify_IntactAndChanged_IsSaidAndIsTheExitCode()
    {
        await FillAsync();
        (int code, string text, string error) = await RunAsync("verify");
        Assert.True(code == 0, text + error);
        Assert.EndsWith("intact\n", text, StringComparison.Ordinal);

        string segment = Directory.GetFiles(Folder, "*.seg", SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(segment, TestTimeouts.Token);
        bytes[300] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, TestTimeouts.Token);

        (code, text, _) = await RunAsync("verify");
        Assert.Equal(1, code);
        Assert.Contains("Changed: gw-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WithARoot_CanBeChecked()
    {
        await FillAsync(DateTimeOffset.UnixEpoch.AddDays(20_000));
        (int code, string printed, _) = await RunAsync("root", "--print");
        Assert.Equal(0, code);
        string roots = _folder.File("roots.jsonl");
        await File.WriteAllTextAsync(roots, printed, TestTimeouts.Token);
        string export = _folder.File("export.jsonl");
        (_, string lines, _) = await RunAsync("export", "--request", "r1");
        await File.WriteAllTextAsync(export, lines, TestTimeouts.Token);

        (code, string text, string error) = await RunAsync("check", export, "--anchor", roots);
        Assert.True(code == 0, text + error);
        Assert.Equal("2 of 2 events are as they were recorded\n", text);

        await File.WriteAllTextAsync(export, lines.Replace("\"app\"", "\"other\"", StringComparison.Ordinal), TestTimeouts.Token);
        (code, text, _) = await RunAsync("check", export, "--anchor", roots);
        Assert.Equal(1, code);
        Assert.StartsWith("line 1: its tenant is not that of its bytes\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HoldShredAndPrune_AreDoneAndRecorded()
    {
        await FillAsync();

        Assert.Equal(0, (await RunAsync("hold", "place", "h1", "--reason", "a case", "--tenant", "app")).Code);
        Assert.Equal(2, (await RunAsync("hold", "place", "h1", "--reason", "a case", "--tenant", "app")).Code);
        Assert.Equal(2, (await RunAsync("hold", "place", "h2", "--reason", "nothing named")).Code);
        Assert.Contains("a case", (await RunAsync("hold", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("shred", "user")).Code);
        Assert.Equal(0, (await RunAsync("hold", "lift", "h1")).Code);
        Assert.Equal((0, "the key is destroyed\n"), await RunAsync("shred", "user") is var shred ? (shred.Code, shred.Output) : default);
        Assert.Contains("shredded", (await RunAsync("show", "r1", "--secrets")).Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), await RunAsync("prune") is var prune ? (prune.Code, prune.Output) : default);
        string acts = (await RunAsync("query", "--type", "audit.")).Output;
        Assert.All((string[])["audit.held", "audit.released", "audit.shredded"], act => Assert.Contains(act, acts, StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync("verify")).Code);
    }

    [Fact]
    public async Task NoLog_IsSaid()
    {
        (int code, _, string error) = await RunAsync("verify");
        Assert.Equal(2, code);
        Assert.Contains("there is no audit log", error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("query")).Code);
        Assert.Equal(2, (await RunAsync("prune")).Code);
        Assert.False(Directory.Exists(Folder));
    }

    public void Dispose() => _folder.Dispose();

    private async Task FillAsync(DateTimeOffset? at = null)
    {
        var time = new ManualTimeProvider();
        time.Advance((at ?? TimeProvider.System.GetUtcNow()) - DateTimeOffset.UnixEpoch);
        await using AuditLog log = await AuditLog.OpenAsync(new AuditLogOptions { Folder = Folder, Name = "gw" }, time, NullLogger.Instance);
        foreach ((string request, string type) in ((string, string)[])[("r1", AuditEventTypes.Received), ("r1", AuditEventTypes.Delivered), ("r2", AuditEventTypes.Received)])
        {
            log.Append(new AuditEvent
            {
                Type = type,
                Time = time.GetUtcNow(),
                Tenant = "app",
                Request = request,
                Subject = "user",
                Retention = "interaction",
                Body = """{"n":1}""",
                Secret = "\"什么是LPR？\"",
            });
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await FinClusterCommand.Create().Parse(["audit", command, .. arguments, "--audit", Folder])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
