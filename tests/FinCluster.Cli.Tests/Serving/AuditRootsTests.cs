using FinCluster.Audit.Roots;
using FinCluster.Audit.Writing;
using FinCluster.Cli.Serving;
using FinCluster.Core.Audit;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Tests.Serving;

/// <summary>The roots that a server makes by itself.</summary>
public sealed class AuditRootsTests
{
    [Fact]
    public async Task Day_IsOver_GetsItsRootOnce()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTimeProvider();
        time.Advance(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch);
        var options = new AuditLogOptions { Folder = folder.File("audit") };
        await using AuditLog log = await AuditLog.OpenAsync(options, time, NullLogger.Instance);
        AuditPlace place = log.Append(new AuditEvent { Type = AuditEventTypes.Delivered, Time = time.GetUtcNow(), Retention = "system", Body = "{}" });
        await log.WaitAsync(place, TestTimeouts.Token);
        using var roots = new AuditRoots(options, time, NullLogger<AuditRoots>.Instance);

        roots.MakeMissing(TestTimeouts.Token);
        Assert.Empty(RootMaker.Read(options.Folder));
        time.Advance(TimeSpan.FromDays(1));
        roots.MakeMissing(TestTimeouts.Token);
        roots.MakeMissing(TestTimeouts.Token);

        DayRoot root = Assert.Single(RootMaker.Read(options.Folder));
        Assert.Equal(new DateOnly(2026, 11, 23), root.Day);
    }
}
