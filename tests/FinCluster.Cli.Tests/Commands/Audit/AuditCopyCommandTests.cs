using System.CommandLine;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Commands;
using FinCluster.Core.Audit;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Tests.Commands.Audit;

/// <summary>A log that is sent to a gateway that keeps copies.</summary>
public sealed class AuditCopyCommandTests : IAsyncLifetime
{
    private static readonly string Key = new('s', SiteKeys.MinLength);

    private readonly TemporaryFolder _folder = new();
    private AdminGateway _gateway = null!;

    private string Folder => _folder.File("audit");

    private string Copy => Path.Combine(_gateway.Folder.File("copies"), "branch-1");

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync(hasFiles: false, SiteKeys.Parse($"branch-1 {Key}"));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Copy_Twice_SendsWhatIsMissingAndTheCopyVerifies()
    {
        await AppendAsync("r1");
        (int code, string text, string error) = await CopyAsync(Key);
        Assert.True(code == 0, text + error);

        await AppendAsync("r2");
        Assert.Equal(0, (await CopyAsync(Key)).Code);

        (_, string nothing, _) = await CopyAsync(Key);
        Assert.StartsWith("0 bytes were missing", nothing, StringComparison.Ordinal);
        Assert.NotEqual(nothing, text);
        string key = Path.Combine(Folder + "-keys", "signing.pub");
        (code, text, error) = await RunAsync("verify", "--audit", Copy, "--public-key", key);
        Assert.True(code == 0, text + error);
        (_, string list, _) = await RunAsync("query", "--audit", Copy);
        Assert.Contains("r1", list, StringComparison.Ordinal);
        Assert.Contains("r2", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_LogOfAnotherMachineWithThatKey_IsRefusedByName()
    {
        await AppendAsync("r1");
        Assert.Equal(0, (await CopyAsync(Key)).Code);
        string segment = Directory.GetFiles(Folder, "*.seg", SearchOption.AllDirectories).Single();
        string writer = Path.GetDirectoryName(segment)!;
        await AppendAsync("r2");
        long before = new FileInfo(Path.Combine(Copy, Path.GetFileName(writer), "00000001.seg")).Length;
        byte[] bytes = await File.ReadAllBytesAsync(segment, TestTimeouts.Token);
        bytes[before + 60] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, TestTimeouts.Token);

        (int code, _, string error) = await CopyAsync(Key);

        Assert.Equal(1, code);
        Assert.Contains("the log was changed", error, StringComparison.Ordinal);
        Assert.Equal(before, new FileInfo(Path.Combine(Copy, Path.GetFileName(writer), "00000001.seg")).Length);
    }

    [Fact]
    public async Task Copy_WrongKeyOrNobodyThere_IsSaid()
    {
        await AppendAsync("r1");

        (int code, _, string error) = await CopyAsync(Key + "s");
        Assert.Equal(1, code);
        Assert.Contains("status 401: this needs the key of a site", error, StringComparison.Ordinal);

        (code, _, error) = await CopyAsync(Key, "127.0.0.1:1");
        Assert.Equal((1, "fincluster: 127.0.0.1:1 does not answer\n"), (code, error));
        Assert.False(Directory.Exists(Copy));
    }

    [Theory]
    [InlineData("audit copy --audit-copy-to central:80", "go together")]
    [InlineData("audit copy", "--audit-copy-to is missing")]
    [InlineData("serve --audit off --audit-copy-to central:80 --audit-copy-key-file KEY", "needs an audit log")]
    [InlineData("serve --audit-copies copies", "--audit-copies and --audit-site-keys go together")]
    [InlineData("serve --audit-copy-to ftp://central --audit-copy-key-file KEY", "is no host:port")]
    public async Task Options_ThatDoNotGoTogether_AreRefused(string line, string reason)
    {
        await File.WriteAllTextAsync(_folder.File("key"), Key, TestTimeouts.Token);
        using var error = new StringWriter();

        int code = await FinClusterCommand.Create().Parse(line.Replace("KEY", _folder.File("key"), StringComparison.Ordinal))
            .InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null, Error = error }, TestTimeouts.Token);

        Assert.Equal(2, code);
        Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
    }

    private async Task AppendAsync(string request)
    {
        await using AuditLog log = await AuditLog.OpenAsync(new AuditLogOptions { Folder = Folder, Name = "gw" }, TimeProvider.System, NullLogger.Instance);
        log.Append(new AuditEvent { Type = AuditEventTypes.Received, Time = TimeProvider.System.GetUtcNow(), Request = request, Retention = "interaction", Body = "{}" });
    }

    private async Task<(int Code, string Output, string Error)> CopyAsync(string key, string? to = null)
    {
        string file = _folder.File("key");
        await File.WriteAllTextAsync(file, key + "\n", TestTimeouts.Token);
        return await RunAsync("copy", "--audit", Folder, "--audit-copy-to", to ?? _gateway.Http, "--audit-copy-key-file", file);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await FinClusterCommand.Create().Parse(["audit", .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestTimeouts.Token);
        return (code, output.ToString(), error.ToString());
    }
}
