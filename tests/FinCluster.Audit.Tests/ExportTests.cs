using System.Text.Json;
using FinCluster.Audit.Export;
using FinCluster.Audit.Reading;
using FinCluster.Audit.Roots;
using FinCluster.Testing;

namespace FinCluster.Audit.Tests;

public sealed class ExportTests
{
    [Fact]
    public async Task ToLine_AnyRecord_CanBeCheckedAgainstTheRootByAnOutsider()
    {
        using var folder = new LogFolder();
        var time = new ManualTimeProvider();
        await folder.WriteAsync(
            Enumerable.Range(0, 20).Select(i => Events.New(i, secret: "\"x\"") with { Body = """{"aigc":{"Label":"1","ContentProducer":"某公司","ProduceID":"p-1"},"n":1}""" }), time: time);
        IReadOnlyList<DayRoot> roots = RootMaker.MakeMissing(folder.Path, folder.Keys.ReadOrCreateSigningKey(), time.GetUtcNow().AddDays(3), TestTimeouts.Token);
        var exporter = new AuditExporter(folder.Path, [folder.PublicKey]);
        using AuditReader reader = AuditReader.Open(folder.Path, folder.Keys);

        string[] lines = [.. reader.Query(new()).Select(exporter.ToLine)];

        Assert.Equal(20, lines.Length);
        Assert.All(lines, line => Assert.Null(ExportCheck.Find(line, [.. roots], [folder.PublicKey])));
        JsonElement first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("某公司", first.GetProperty("aigc").GetProperty("ContentProducer").GetString());
        Assert.Equal("x", first.GetProperty("secret").GetString());
        Assert.Equal(folder.PublicKey.ToString(), first.GetProperty("public_key").GetString());

        Assert.Contains("tenant", ExportCheck.Find(lines[0].Replace("\"app\"", "\"other\"", StringComparison.Ordinal), [.. roots], [folder.PublicKey]), StringComparison.Ordinal);
        Assert.Contains("body", ExportCheck.Find(lines[0].Replace("\"n\":1", "\"n\":2", StringComparison.Ordinal), [.. roots], [folder.PublicKey]), StringComparison.Ordinal);
        Assert.Contains("index", ExportCheck.Find(lines[0].Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal), [.. roots], [folder.PublicKey]) is { } wrong ? "index: " + wrong : "", StringComparison.Ordinal);
        Assert.NotNull(ExportCheck.Find(lines[0], [], [folder.PublicKey]));
        Assert.NotNull(ExportCheck.Find("{}", [.. roots], [folder.PublicKey]));
    }
}
