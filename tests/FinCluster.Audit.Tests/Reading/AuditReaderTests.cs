using FinCluster.Audit.Reading;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Tests.Reading;

public sealed class AuditReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Query_ByAnyKey_FindsTheSameWithAndWithoutIndexes(bool withIndexes)
    {
        using LogFolder folder = await MakeAsync();
        if (!withIndexes)
        {
            foreach (string index in Directory.EnumerateFiles(folder.Files.WriterFolder(folder.Writer), "*.idx"))
            {
                File.Delete(index);
            }
        }

        using AuditReader reader = AuditReader.Open(folder.Path, keys: null);

        Assert.Equal([14, 15], Find(reader, new() { Request = "request-7" }));
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 10 == 3), Find(reader, new() { Subject = "user-3" }));
        Assert.Equal([4], Find(reader, new() { Session = "session-4" }));
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 2 == 0), Find(reader, new() { Tenant = "even" }));
        Assert.Equal(Enumerable.Range(40, 20), Find(reader, new() { From = Events.New(40).Time, To = Events.New(60).Time }));
        Assert.Equal([50], Find(reader, new() { Type = AuditEventTypes.Delivered, From = Events.New(50).Time, To = Events.New(51).Time }));
        Assert.Equal([98, 99], Find(reader, new() { Request = "request-49" }));
        Assert.Empty(Find(reader, new() { Request = "request-49", Tenant = "nobody" }));
        Assert.Empty(Find(reader, new() { Request = "request" }));
    }

    [Fact]
    public async Task Query_TypeThatEndsWithADot_FindsAllThatBeginWithIt()
    {
        using LogFolder folder = await MakeAsync();
        using AuditReader reader = AuditReader.Open(folder.Path, keys: null);

        Assert.Equal(50, Find(reader, new() { Type = "request." }).Count());
        Assert.Empty(Find(reader, new() { Type = "request" }));
    }

    [Fact]
    public async Task Query_Secrets_AreSealedWithoutTheMasterKeyAndOpenWithIt()
    {
        using LogFolder folder = await MakeAsync();
        using AuditReader blind = AuditReader.Open(folder.Path, keys: null);
        using AuditReader seeing = AuditReader.Open(folder.Path, folder.Keys);

        AuditRecord closed = blind.Query(new() { Session = "session-4" }).Single();
        Assert.Equal((SecretState.Sealed, null), (closed.Secret, closed.Event.Secret));
        AuditRecord open = seeing.Query(new() { Session = "session-4" }).Single();
        Assert.Equal((SecretState.Open, "\"问题 4\""), (open.Secret, open.Event.Secret));
        Assert.DoesNotContain("问题", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(folder.Files.Segment(folder.Writer, 1))), StringComparison.Ordinal);
    }

    private static IEnumerable<int> Find(AuditReader reader, AuditFilter filter) =>
        reader.Query(filter).Select(record => (int)(record.Event.Time - Events.New(0).Time).TotalSeconds);

    private static async Task<LogFolder> MakeAsync()
    {
        var folder = new LogFolder();
        using var small = new LogFolder { Options = folder.Options with { SegmentBytes = 4096 } };
        await small.WriteAsync(
            Enumerable.Range(0, 100).Select(i => Events.New(i, i % 2 == 0 ? "even" : "odd", $"request-{i / 2}", $"user-{i % 10}", $"\"问题 {i}\"",
                i % 2 == 0 ? AuditEventTypes.Delivered : AuditEventTypes.Received) with { Session = $"session-{i}" }),
            eachAlone: true);
        Assert.InRange(folder.Files.Segments(folder.Writer).Count, 4, 100);
        return folder;
    }
}
