using FinCluster.Audit.Copies;
using FinCluster.Audit.Reading;
using FinCluster.Audit.Retention;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Verification;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Audit.Tests.Copies;

/// <summary>A log that is brought to where a copy is kept.</summary>
public sealed class AuditCopierTests
{
    [Fact]
    public async Task Copy_WholeLog_VerifiesAndReadsAsTheLogDoes()
    {
        using LogFolder log = await SeveralSegmentsAsync();
        RootMaker.MakeMissing(log.Path, log.Keys.ReadOrCreateSigningKey(), TimeProvider.System.GetUtcNow().AddDays(2), TestTimeouts.Token);
        using var copy = new CopyFolder();

        await copy.CopyAsync(log);

        VerificationReport report = await copy.VerifyAsync(log.PublicKey);
        Assert.Empty(report.Faults);
        Assert.True(report.Segments > 3, $"{report.Segments} segments");
        Assert.Equal(1, report.Roots);
        Assert.Equal(Query(log.Path), Query(copy.Files.Path));
        Assert.Equal(200, Query(copy.Files.Path).Length);
    }

    [Fact]
    public async Task Copy_KeysOfSubjects_StayAtTheSite()
    {
        using var log = new LogFolder();
        await log.WriteAsync([Events.New(1, subject: "one", secret: "\"a text of one\"")]);
        using var copy = new CopyFolder();

        await copy.CopyAsync(log);

        Assert.DoesNotContain(copy.Read().Keys, path => path.EndsWith(".key", StringComparison.Ordinal));
        using AuditReader reader = AuditReader.Open(copy.Files.Path, log.Keys);
        Assert.Equal(SecretState.Shredded, reader.Query(new() { Subject = "one" }).Single().Secret);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copy_LineBreaksAgainAndAgain_NothingIsMissingOrTwice(bool isBehind)
    {
        using LogFolder log = await SeveralSegmentsAsync();
        using var copy = new CopyFolder();
        int calls = 0;
        copy.Breaks = behind => behind == isBehind && ++calls % 2 == 0;
        using AuditCopier copier = copy.CopierOf(log);

        int failures = 0;
        while (failures < 100)
        {
            try
            {
                await copier.CopyAsync(TestTimeouts.Token);
                break;
            }
            catch (AuditCopyException e) when (!e.IsRefused)
            {
                failures++;
            }
        }

        Assert.InRange(failures, 2, 99);
        Assert.Empty((await copy.VerifyAsync(log.PublicKey)).Faults);
        Assert.Equal(Query(log.Path), Query(copy.Files.Path));
    }

    [Fact]
    public async Task Copy_LogIsBeingWritten_ComesUpToItsLastHeadAndGoesOn()
    {
        using var log = new LogFolder();
        using var copy = new CopyFolder();
        AuditLogOptions options = log.Options with { HeadInterval = TimeSpan.FromDays(1), HeadEvents = 10 };
        await using (AuditLog own = await AuditLog.OpenAsync(options, TimeProvider.System, NullLogger.Instance))
        {
            using AuditCopier copier = copy.CopierOf(log, own);
            await AppendAsync(own, 0, 5);
            await copier.CopyAsync(TestTimeouts.Token);
            Assert.DoesNotContain(copy.Read().Keys, path => path.EndsWith(".seg", StringComparison.Ordinal));

            await AppendAsync(own, 5, 18);
            await copier.CopyAsync(TestTimeouts.Token);
            Assert.Equal(20, Query(copy.Files.Path).Length);
            int parts = copy.Parts;
            await copier.CopyAsync(TestTimeouts.Token);
            Assert.Equal(parts, copy.Parts);
        }

        await copy.CopyAsync(log);

        Assert.Equal(23, Query(copy.Files.Path).Length);
        Assert.Empty((await copy.VerifyAsync(log.PublicKey)).Faults);
    }

    [Fact]
    public async Task Copy_ProcessDiedBeforeItSigned_AllItsRecordsComeAndTheDaysRootHolds()
    {
        using var log = new LogFolder();
        using var dead = new LogFolder();
        await using (AuditLog own = await AuditLog.OpenAsync(log.Options with { HeadInterval = TimeSpan.FromDays(1) }, TimeProvider.System, NullLogger.Instance))
        {
            await AppendAsync(own, 0, 5);
            CopyFiles(log.Path, dead.Path);
        }

        await File.AppendAllTextAsync(dead.LastSegment, "torn", TestTimeouts.Token);
        RootMaker.MakeMissing(dead.Path, log.Keys.ReadOrCreateSigningKey(), TimeProvider.System.GetUtcNow().AddDays(2), TestTimeouts.Token);
        using var copy = new CopyFolder();

        await copy.CopyAsync(dead);

        VerificationReport report = await copy.VerifyAsync(log.PublicKey);
        Assert.Empty(report.Faults);
        Assert.Equal(1, report.Roots);
        Assert.Contains(report.Notices, notice => notice.Contains("unsigned tail of 5 events", StringComparison.Ordinal));
        Assert.Equal(5, Query(copy.Files.Path).Length);
    }

    [Fact]
    public async Task Copy_LogIsAnOlderOne_IsRefusedAndTheCopyStays()
    {
        using LogFolder log = await SeveralSegmentsAsync();
        using var copy = new CopyFolder();
        await copy.CopyAsync(log);
        Dictionary<string, byte[]> before = copy.Read();
        int last = log.Files.Segments(log.Writer)[^1];
        await using (FileStream file = File.OpenWrite(log.Files.Segment(log.Writer, last)))
        {
            file.SetLength(file.Length - 1);
        }

        AuditCopyException error = await Assert.ThrowsAsync<AuditCopyException>(() => copy.CopyAsync(log));

        Assert.True(error.IsRefused);
        Assert.Contains("has more of", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, copy.Read());
    }

    [Fact]
    public async Task Copy_OneWriterIsDamaged_TheOthersAndTheRootsAreCopied()
    {
        using var log = new LogFolder();
        foreach (string name in (string[])["a", "b", "c"])
        {
            await using AuditLog own = await AuditLog.OpenAsync(log.Options with { Name = name }, TimeProvider.System, NullLogger.Instance);
            await AppendAsync(own, 0, 3);
        }

        RootMaker.MakeMissing(log.Path, log.Keys.ReadOrCreateSigningKey(), TimeProvider.System.GetUtcNow().AddDays(2), TestTimeouts.Token);
        string damaged = log.Files.Writers()[0];
        byte[] bytes = await File.ReadAllBytesAsync(log.Files.Segment(damaged, 1), TestTimeouts.Token);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(log.Files.Segment(damaged, 1), bytes, TestTimeouts.Token);
        using var copy = new CopyFolder();

        AuditCopyException error = await Assert.ThrowsAsync<AuditCopyException>(() => copy.CopyAsync(log));

        Assert.True(error.IsRefused);
        Assert.Equal(log.Files.Writers().Skip(1), copy.Files.Writers());
        Assert.Single(copy.Read().Keys, path => path.StartsWith("roots/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_WriterOfAnotherProcess_IsLeftToThatOne()
    {
        using var log = new LogFolder();
        using var copy = new CopyFolder();
        await using AuditLog other = await log.OpenAsync();
        await AppendAsync(other, 0, 5);

        await copy.CopyAsync(log);

        Assert.DoesNotContain(copy.Read().Keys, path => path.EndsWith(".seg", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_FirstSegmentsWerePruned_VerifiesFromThere()
    {
        using LogFolder log = await SeveralSegmentsAsync(retention: "system");
        await PruneAsync(log);

        using var copy = new CopyFolder();
        await copy.CopyAsync(log);

        VerificationReport report = await copy.VerifyAsync(log.PublicKey);
        Assert.Empty(report.Faults);
        Assert.Contains(report.Notices, notice => notice.Contains("deleted at their time", StringComparison.Ordinal));
        Assert.Equal(Query(log.Path), Query(copy.Files.Path));
    }

    [Fact]
    public async Task Copy_SegmentsArePrunedAfterwards_StayInTheCopy()
    {
        using LogFolder log = await SeveralSegmentsAsync(retention: "system");
        using var copy = new CopyFolder();
        await copy.CopyAsync(log);
        string[] before = Query(copy.Files.Path);
        await PruneAsync(log);

        await copy.CopyAsync(log);

        Assert.Empty(before.Except(Query(copy.Files.Path)));
        Assert.Empty((await copy.VerifyAsync(log.PublicKey)).Faults);
    }

    internal static async Task<LogFolder> SeveralSegmentsAsync(string retention = "interaction")
    {
        var log = new LogFolder();
        var small = new AuditLogOptions { Folder = log.Path, Name = "gw", SegmentBytes = 4096 };
        await using AuditLog own = await AuditLog.OpenAsync(small, TimeProvider.System, NullLogger.Instance);
        for (int i = 0; i < 200; i += 10)
        {
            AuditPlace place = default;
            for (int j = i; j < i + 10; j++)
            {
                place = own.Append(Events.New(j) with { Retention = retention });
            }

            await own.WaitAsync(place, TestTimeouts.Token);
        }

        return log;
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream written = File.Create(target);
            source.CopyTo(written);
        }
    }

    private static async Task PruneAsync(LogFolder log)
    {
        var later = new ManualTimeProvider();
        later.Advance(TimeProvider.System.GetUtcNow().AddDays(1000) - DateTimeOffset.UnixEpoch);
        await using AuditKeeper keeper = await AuditKeeper.OpenAsync(log.Options with { Name = "cli" }, "tester", later, NullLogger.Instance);
        Assert.NotEmpty(await keeper.PruneAsync(RetentionClasses.Default, dryRun: false, TestTimeouts.Token));
    }

    private static async Task AppendAsync(AuditLog log, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            await log.WaitAsync(log.Append(Events.New(i)), TestTimeouts.Token);
        }
    }

    private static string[] Query(string folder)
    {
        using AuditReader reader = AuditReader.Open(folder, null);
        return [.. reader.Query(new AuditFilter()).Select(record => $"{record.Writer} {record.Sequence} {Convert.ToHexStringLower(record.Hash)} {record.Event.Body}")];
    }
}
