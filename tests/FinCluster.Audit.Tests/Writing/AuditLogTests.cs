using FinCluster.Audit.Verification;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using FinCluster.Testing;

namespace FinCluster.Audit.Tests.Writing;

public sealed class AuditLogTests
{
    [Fact]
    public async Task Append_ThenWait_IsOnTheDiskAndVerifies()
    {
        using var folder = new LogFolder();
        await folder.WriteAsync(Enumerable.Range(0, 50).Select(i => Events.New(i, secret: "\"什么是LPR？\"")));

        VerificationReport report = await folder.VerifyAsync();

        Assert.Empty(report.Faults);
        Assert.Equal(50, report.Records - report.Heads);
        Assert.Equal(50, folder.ReadAll().Count);
        Assert.DoesNotContain(report.Notices, notice => notice.Contains("unsigned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Append_NumbersEventsFromOneInTheirOrder()
    {
        using var folder = new LogFolder();
        await using AuditLog log = await folder.OpenAsync();

        AuditPlace[] places = [.. Enumerable.Range(0, 5).Select(i => log.Append(Events.New(i)))];
        await log.WaitAsync(places[^1], TestTimeouts.Token);

        Assert.Equal(1, places[0].Sequence);
        Assert.Equal(places.Select(place => place.Sequence), places.Select(place => place.Sequence).Order());
        Assert.True(log.Counters.Events == 5 && log.Counters.Commits <= 5 && log.Counters.Bytes > 0);
    }

    [Fact]
    public async Task Append_FromManyThreads_NothingIsLostOrTwice()
    {
        using var folder = new LogFolder();
        await using (AuditLog log = await folder.OpenAsync())
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancellationToken) =>
                await log.WaitAsync(log.Append(Events.New(i)), cancellationToken));
        }

        Assert.Equal(400, folder.ReadAll().Select(entry => entry.Request).Distinct().Count());
        Assert.Empty((await folder.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Open_AfterClose_GoesOnWithTheChainOfTheSameWriter()
    {
        using var folder = new LogFolder();
        await folder.WriteAsync([Events.New(1)]);
        await folder.WriteAsync([Events.New(2)]);

        Assert.Single(folder.Files.Writers());
        Assert.Equal(4, (await folder.VerifyAsync()).Records);
    }

    [Fact]
    public async Task Open_WhileAnotherHoldsTheName_BeginsAnotherWriter()
    {
        using var folder = new LogFolder();
        await using AuditLog first = await folder.OpenAsync();
        await using AuditLog second = await folder.OpenAsync();

        Assert.NotEqual(first.Writer, second.Writer);
        await second.WaitAsync(second.Append(Events.New(1)), TestTimeouts.Token);
        await first.WaitAsync(first.Append(Events.New(1)), TestTimeouts.Token);
        Assert.Empty((await folder.VerifyAsync()).Faults);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(120)]
    public async Task Open_AfterATornTail_SetsItAsideAndRecordsIt(int cut)
    {
        using var folder = new LogFolder();
        await folder.WriteAsync(Enumerable.Range(0, 5).Select(i => Events.New(i)), eachAlone: true);
        long length;
        await using (var file = new FileStream(folder.LastSegment, FileMode.Open))
        {
            // The head of the end goes, and a part of the record before it.
            length = file.Length;
            file.SetLength(length - cut);
        }

        Assert.Equal(FaultKind.Torn, Assert.Single((await folder.VerifyAsync()).Faults).Kind);
        await folder.WriteAsync([Events.New(6)]);

        Assert.Empty((await folder.VerifyAsync()).Faults);
        IReadOnlyList<AuditEvent> events = folder.ReadAll();
        Assert.Equal(AuditEventTypes.Recovered, events[^2].Type);
        Assert.Equal(Events.New(6), events[^1]);
        Assert.Single(Directory.EnumerateFiles(folder.Files.WriterFolder(folder.Writer), "*.torn"));
    }

    [Fact]
    public async Task Open_DamageBeforeAHead_LeavesTheChainAndBeginsANewOne()
    {
        using var folder = new LogFolder();
        await folder.WriteAsync(Enumerable.Range(0, 5).Select(i => Events.New(i)), eachAlone: true);
        byte[] bytes = File.ReadAllBytes(folder.LastSegment);
        bytes[200] ^= 1;
        File.WriteAllBytes(folder.LastSegment, bytes);

        await folder.WriteAsync([Events.New(6)]);

        Assert.Equal(2, folder.Files.Writers().Count);
        Assert.Contains((await folder.VerifyAsync()).Faults, fault => fault.Kind == FaultKind.Changed);
    }

    [Fact]
    public async Task Append_PastTheSegmentsSize_GoesOnInTheNextAndEachEndsWithAHead()
    {
        using var folder = new LogFolder();
        using var small = new LogFolder { Options = folder.Options with { SegmentBytes = 4096, HeadEvents = 1_000_000 } };
        await small.WriteAsync(Enumerable.Range(0, 60).Select(i => Events.New(i)), eachAlone: true);

        VerificationReport report = await folder.VerifyAsync();

        Assert.Empty(report.Faults);
        Assert.InRange(report.Segments, 3, 20);
        Assert.InRange(report.Heads, report.Segments, report.Segments + 1);
        await Eventually.IsTrueAsync(() => File.Exists(Path.ChangeExtension(folder.Files.Segment(folder.Writer, 1), ".idx")));
    }

    [Fact]
    public async Task HeadInterval_Passes_SignsWhatIsThere()
    {
        using var folder = new LogFolder();
        var time = new ManualTimeProvider();
        await using AuditLog log = await folder.OpenAsync(time);
        await log.WaitAsync(log.Append(Events.New(1)), TestTimeouts.Token);
        Assert.Equal(1, (await folder.VerifyAsync()).Records);
        Assert.Contains((await folder.VerifyAsync()).Notices, notice => notice.EndsWith("unsigned tail of 1 events", StringComparison.Ordinal));

        time.Advance(folder.Options.HeadInterval);

        await Eventually.IsTrueAsync(async () => (await folder.VerifyAsync()).Heads == 1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{} {}")]
    [InlineData("")]
    public async Task Append_BodyThatIsNoObject_IsRefused(string body)
    {
        using var folder = new LogFolder();
        await using AuditLog log = await folder.OpenAsync();

        Assert.Throws<ArgumentException>(() => log.Append(Events.New(1) with { Body = body }));
        Assert.Equal(1, log.Append(Events.New(1)).Sequence);
    }

    [Fact]
    public async Task Append_NameThatIsTooLongOrNoText_IsRefused()
    {
        using var folder = new LogFolder();
        await using AuditLog log = await folder.OpenAsync();

        Assert.Throws<ArgumentException>(() => log.Append(Events.New(1) with { Session = "half a pair: \ud800" }));
        Assert.Throws<ArgumentException>(() => log.Append(Events.New(1) with { Tenant = new string('a', AuditEvent.MaxNameLength + 1) }));
    }

    [Fact]
    public async Task Keys_AreMadeOnFirstUseForTheirOwnerOnlyOutsideTheLog()
    {
        using var folder = new LogFolder();
        await folder.WriteAsync([Events.New(1, secret: "\"x\"")]);

        Assert.True(File.Exists(folder.Keys.MasterFile) && File.Exists(folder.Keys.SigningFile));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Keys.MasterFile));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Keys.SigningFile));
        }

        Assert.False(folder.Keys.MasterFile.StartsWith(folder.Path + "/", StringComparison.Ordinal));
    }
}
