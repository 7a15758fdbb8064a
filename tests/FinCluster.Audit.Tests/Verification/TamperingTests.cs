using System.Collections.Concurrent;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Verification;
using FinCluster.Audit.Writing;
using FinCluster.Testing;

namespace FinCluster.Audit.Tests.Verification;

/// <summary>Changes a log at random, a hundred thousand times.</summary>
public sealed class TamperingTests(ITestOutputHelper output)
{
    private const int Changes = 50_000;

    [Fact]
    public async Task AnyChange_WithAnchors_IsFound()
    {
        Fixture made = await MakeAsync();

        IReadOnlyList<(MemoryLog Changed, string What)> missed = await ChangeAsync(made, made.Roots);

        Assert.Empty(missed.Select(miss => miss.What));
    }

    [Fact]
    public async Task AnyChange_WithHeadsAlone_IsFoundUnlessItCutsTheLastRecordsOff()
    {
        Fixture made = await MakeAsync();
        made.Log.Roots.Clear();

        IReadOnlyList<(MemoryLog Changed, string What)> missed = await ChangeAsync(made, []);

        foreach ((MemoryLog changed, string what) in missed)
        {
            string writer = changed.Logs.Keys.Single(name => made.Log.Logs[name].Any(segment => segment.Value != changed.Logs[name][segment.Key]));
            (int last, byte[] before) = made.Log.Logs[writer].Last();
            byte[] after = changed.Logs[writer][last];
            Assert.True(after.Length < before.Length && before.AsSpan().StartsWith(after), what);
            Assert.True(after.Length == Tampering.Records(before)[0].Start.Value || Tampering.Records(before).Any(record => record.End.Value == after.Length), what);
        }

        Assert.InRange(missed.Count, 1, Changes / 20);
    }

    private async Task<IReadOnlyList<(MemoryLog Changed, string What)>> ChangeAsync(Fixture made, IReadOnlyList<DayRoot> anchors)
    {
        var options = new VerificationOptions { Keys = [made.Key], Anchors = anchors, Parallelism = 1 };
        Assert.Empty((await AuditVerifier.VerifyAsync(made.Log, made.Keys, options, TestTimeouts.Token)).Faults);
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");

        var missed = new ConcurrentBag<(MemoryLog, string)>();
        var kinds = new ConcurrentDictionary<FaultKind, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Changes / 100), TestContext.Current.CancellationToken, async (part, cancellationToken) =>
        {
            var tampering = new Tampering(new Random(seed + part), made.Other);
            for (int left = 100; left > 0;)
            {
                MemoryLog changed = made.Log.Copy();
                if (tampering.Apply(changed) is not { } what)
                {
                    continue;
                }

                left--;
                VerificationReport report = await AuditVerifier.VerifyAsync(changed, made.Keys, options, cancellationToken);
                foreach (AuditFault fault in report.Faults)
                {
                    kinds.AddOrUpdate(fault.Kind, 1, (_, count) => count + 1);
                }

                if (report.IsIntact)
                {
                    missed.Add((changed, $"seed {seed}, part {part}: {what}"));
                }
            }
        });

        output.WriteLine($"missed {missed.Count}; " + string.Join(", ", kinds.OrderBy(kind => kind.Key).Select(kind => $"{kind.Key} {kind.Value}")));
        return [.. missed];
    }

    [Fact]
    public async Task CutBackToAHead_IsFoundOnlyByRootsThatAreKeptElsewhere()
    {
        (MemoryLog log, _, TrustedKeys keys, VerificationKey key, IReadOnlyList<DayRoot> roots) = await MakeAsync();
        string writer = log.Logs.Keys.Last();
        (int segment, byte[] bytes) = log.Logs[writer].Last();
        List<Range> records = Tampering.Records(bytes);
        int head = records.FindIndex(record => new FinCluster.Audit.Format.RecordView(bytes.AsSpan(record)[4..]).Kind == FinCluster.Audit.Format.RecordKind.Head);
        Assert.True(head >= 0 && head < records.Count - 1);
        log.Logs[writer][segment] = bytes[..records[head].End];
        log.Roots.Clear();

        Assert.Empty((await VerifyAsync()).Faults);
        Assert.Contains((await VerifyAsync(roots)).Faults, fault => fault.Kind == FaultKind.Truncated);

        log.Logs.Remove(writer);
        Assert.Empty((await VerifyAsync()).Faults);
        Assert.Contains((await VerifyAsync(roots)).Faults, fault => fault.Kind == FaultKind.MissingWriter);

        Task<VerificationReport> VerifyAsync(IReadOnlyList<DayRoot>? anchors = null) =>
            AuditVerifier.VerifyAsync(log, keys, new VerificationOptions { Keys = [key], Anchors = [.. anchors ?? []] }, TestTimeouts.Token);
    }

    /// <summary>Two writers over three days, small segments, several heads each, and the roots of all days.</summary>
    private static async Task<Fixture> MakeAsync()
    {
        using var folder = new LogFolder();
        IReadOnlyList<DayRoot> roots = await FillAsync(folder.Options, 0);

        // The same keys, so that splices carry heads that are signed well.
        using var second = new LogFolder();
        await FillAsync(second.Options with { KeyFolder = AuditKeys.DefaultFolder(folder.Path) }, 500);
        VerificationKey key = folder.PublicKey;
        var known = new ConcurrentDictionary<(string, string), bool>();
        var keys = new TrustedKeys([key])
        {
            Check = (trusted, statement, signature) =>
                known.GetOrAdd((Convert.ToBase64String(statement), Convert.ToBase64String(signature)), _ => trusted.IsSignature(statement, signature)),
        };
        return new Fixture(MemoryLog.Read(folder.Files), MemoryLog.Read(second.Files), keys, key, roots);
    }

    private static async Task<IReadOnlyList<DayRoot>> FillAsync(AuditLogOptions options, int first)
    {
        var time = new ManualTimeProvider();
        AuditLogOptions small = options with { SegmentBytes = 4096, HeadEvents = 3, HeadInterval = TimeSpan.FromDays(30) };
        foreach (string name in (string[])["a", "b"])
        {
            await using AuditLog log = await AuditLog.OpenAsync(small with { Name = name }, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            for (int i = 0; i < 22; i++)
            {
                await log.WaitAsync(log.Append(Events.New(first + i, subject: "user", secret: i % 3 == 0 ? "\"hello\"" : null)), TestTimeouts.Token);
                time.Advance(TimeSpan.FromHours(3));
            }
        }

        SigningKey key = small.Keys.ReadOrCreateSigningKey();
        return RootMaker.MakeMissing(options.Folder, key, time.GetUtcNow().AddDays(2), TestTimeouts.Token);
    }

    private sealed record Fixture(MemoryLog Log, MemoryLog Other, TrustedKeys Keys, VerificationKey Key, IReadOnlyList<DayRoot> Roots);
}
