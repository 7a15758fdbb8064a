using FinCluster.Audit.Reading;
using FinCluster.Audit.Retention;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Verification;
using FinCluster.Core.Audit;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Audit.Tests.Retention;

public sealed class AuditKeeperTests
{
    [Fact]
    public async Task Shred_SecretsOfTheSubjectAreGoneAndTheChainHolds()
    {
        using var folder = new LogFolder();
        await folder.WriteAsync([Events.New(1, subject: "one", secret: "\"a\""), Events.New(2, subject: "two", secret: "\"b\"")]);

        await using (AuditKeeper keeper = await OpenAsync(folder))
        {
            Assert.True(await keeper.ShredAsync("one", TestTimeouts.Token));
            Assert.False(await keeper.ShredAsync("one", TestTimeouts.Token));
        }

        // He comes back: a new key, and what is old stays shredded.
        await folder.WriteAsync([Events.New(3, subject: "one", secret: "\"c\"")]);
        using AuditReader reader = AuditReader.Open(folder.Path, folder.Keys);
        Assert.Equal(
            [SecretState.Shredded, SecretState.Open],
            reader.Query(new() { Subject = "one", Type = AuditEventTypes.Received }).OrderBy(record => record.Event.Time).Select(record => record.Secret));
        Assert.Equal(SecretState.Open, reader.Query(new() { Subject = "two" }).Single().Secret);
        Assert.Equal(2, reader.Query(new() { Type = AuditEventTypes.Shredded }).Count());
        Assert.Empty((await folder.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Shred_WhileALogIsOpen_LaterSecretsCanBeRead()
    {
        using var folder = new LogFolder();
        await using var log = await folder.OpenAsync();
        await log.WaitAsync(log.Append(Events.New(1, subject: "one", secret: "\"a\"")), TestTimeouts.Token);
        await using (AuditKeeper keeper = await OpenAsync(folder))
        {
            await keeper.ShredAsync("one", TestTimeouts.Token);
        }

        await log.WaitAsync(log.Append(Events.New(2, subject: "one", secret: "\"b\"")), TestTimeouts.Token);

        using AuditReader reader = AuditReader.Open(folder.Path, folder.Keys);
        Assert.Equal("\"b\"", reader.Query(new() { Request = "request-2" }).Single().Event.Secret);
        Assert.Equal(SecretState.Shredded, reader.Query(new() { Request = "request-1" }).Single().Secret);
    }

    [Fact]
    public async Task Shred_SubjectUnderAHold_IsRefused()
    {
        using var folder = new LogFolder();
        await folder.WriteAsync([Events.New(1, subject: "one", secret: "\"a\"")]);
        await using AuditKeeper keeper = await OpenAsync(folder);
        await keeper.HoldAsync(Hold(tenant: "app"), TestTimeouts.Token);

        await Assert.ThrowsAsync<ArgumentException>(() => keeper.ShredAsync("one", TestTimeouts.Token));
        await keeper.ReleaseAsync("h1", TestTimeouts.Token);

        Assert.True(await keeper.ShredAsync("one", TestTimeouts.Token));
    }

    [Fact]
    public async Task Prune_DeletesWhatIsOverFromTheFrontAndTheRestVerifies()
    {
        using var folder = new LogFolder();
        ManualTimeProvider time = await FillAsync(folder);
        IReadOnlyList<DayRoot> roots = RootMaker.MakeMissing(folder.Path, folder.Keys.ReadOrCreateSigningKey(), time.GetUtcNow().AddDays(2), TestTimeouts.Token);
        time.Advance(TimeSpan.FromDays(184 - 15));
        string writer = folder.Writer;
        int before = folder.Files.Segments(writer).Count;

        IReadOnlyList<PrunedSegment> pruned;
        await using (AuditKeeper keeper = await OpenAsync(folder, time))
        {
            Assert.NotEmpty(await keeper.PruneAsync(RetentionClasses.Default, dryRun: true, TestTimeouts.Token));
            Assert.Equal(before, folder.Files.Segments(writer).Count);
            pruned = await keeper.PruneAsync(RetentionClasses.Default, dryRun: false, TestTimeouts.Token);
        }

        Assert.Equal(before - pruned.Count, folder.Files.Segments(writer).Count);
        Assert.InRange(pruned.Count, 1, before - 2);
        VerificationReport report = await folder.VerifyAsync([.. roots]);
        Assert.Empty(report.Faults);
        Assert.Contains(report.Notices, notice => notice.Contains("deleted at their time", StringComparison.Ordinal));

        // Without the signed statement, or with one for less, it is a hole.
        string file = folder.Files.Pruned(writer);
        string signed = File.ReadAllText(file);
        File.WriteAllText(file, signed.Replace($"\"segment\": {pruned[^1].Segment}", $"\"segment\": {pruned[^1].Segment + 1}", StringComparison.Ordinal));
        Assert.Contains((await folder.VerifyAsync()).Faults, fault => fault.Kind == FaultKind.ForgedPrune);
        File.Delete(file);
        Assert.Contains((await folder.VerifyAsync()).Faults, fault => fault.Kind == FaultKind.MissingSegment);
    }

    [Theory]
    [InlineData("app", null)]
    [InlineData(null, "request-0")]
    public async Task Prune_UnderAHold_DeletesNothing(string? tenant, string? request)
    {
        using var folder = new LogFolder();
        ManualTimeProvider time = await FillAsync(folder);
        time.Advance(TimeSpan.FromDays(1000));
        await using AuditKeeper keeper = await OpenAsync(folder, time);
        await keeper.HoldAsync(Hold(tenant, request), TestTimeouts.Token);

        Assert.Empty(await keeper.PruneAsync(RetentionClasses.Default, dryRun: true, TestTimeouts.Token));
        Assert.True(await keeper.ReleaseAsync("h1", TestTimeouts.Token));
        Assert.NotEmpty(await keeper.PruneAsync(RetentionClasses.Default, dryRun: true, TestTimeouts.Token));
    }

    [Fact]
    public async Task Prune_ClassThatIsNotKnown_IsKept()
    {
        using var folder = new LogFolder();
        ManualTimeProvider time = await FillAsync(folder, retention: "of the house");
        time.Advance(TimeSpan.FromDays(100_000));
        await using AuditKeeper keeper = await OpenAsync(folder, time);

        Assert.Empty(await keeper.PruneAsync(RetentionClasses.Default, dryRun: true, TestTimeouts.Token));
        string classes = Path.Combine(folder.Path, "classes.json");
        await File.WriteAllTextAsync(classes, """{"of the house":{"days":30}}""", TestTimeouts.Token);
        Assert.NotEmpty(await keeper.PruneAsync(RetentionClasses.Read(classes), dryRun: true, TestTimeouts.Token));
    }

    private static LegalHold Hold(string? tenant = null, string? request = null) =>
        new() { Id = "h1", Reason = "a case", PlacedAt = DateTimeOffset.UnixEpoch, Tenant = tenant, Request = request };

    private static Task<AuditKeeper> OpenAsync(LogFolder folder, TimeProvider? time = null) =>
        AuditKeeper.OpenAsync(folder.Options with { Name = "cli" }, "tester", time ?? TimeProvider.System, NullLogger.Instance);

    private static async Task<ManualTimeProvider> FillAsync(LogFolder folder, string retention = "system")
    {
        var time = new ManualTimeProvider();
        using var small = new LogFolder { Options = folder.Options with { SegmentBytes = 4096, HeadInterval = TimeSpan.FromDays(1000) } };
        await using var log = await small.OpenAsync(time);
        for (int i = 0; i < 80; i++)
        {
            await log.WaitAsync(log.Append(Events.New(i) with { Time = time.GetUtcNow(), Retention = retention }), TestTimeouts.Token);
            time.Advance(TimeSpan.FromHours(12));
        }

        return time;
    }
}
