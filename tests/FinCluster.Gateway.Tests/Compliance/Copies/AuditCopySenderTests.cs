using FinCluster.Core.Audit;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Gateway.Tests.Admin;
using FinCluster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance.Copies;

/// <summary>A gateway whose audit log is copied.</summary>
public sealed class AuditCopySenderTests
{
    [Fact]
    public async Task Keeper_IsAway_SaysSoOnceGoesOnTryingAndSaysWhenAllIsThere()
    {
        var log = new RecordingLog();
        var time = new ManualTimeProvider();
        var copier = new FakeCopier { Failure = new AuditCopyException("central is away", isRefused: false) };
        await using RunningGateway gateway = await StartAsync(copier, time, log);

        await PassAsync(time, copier);
        double first = await CompleteAtAsync(gateway);
        await PassAsync(time, copier);
        double second = await CompleteAtAsync(gateway);
        copier.Failure = null;
        await PassAsync(time, copier);

        Assert.Equal(first, second);
        await Eventually.IsTrueAsync(async () => await CompleteAtAsync(gateway) > second);
        await Eventually.IsTrueAsync(() => log.Lines.Any(line => line.Contains("all of the log is copied again", StringComparison.Ordinal)));
        Assert.Single(log.Lines, line => line.Contains("central is away", StringComparison.Ordinal));
        await Eventually.IsTrueAsync(async () => (await (await gateway.GetAsync("/metrics")).TextAsync())
            .Contains($"fincluster_gateway_audit_copy_sent_bytes_total {copier.CopiedBytes}\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeper_Refuses_IsTriedAgainAfterAMinute()
    {
        var log = new RecordingLog();
        var time = new ManualTimeProvider();
        var copier = new FakeCopier { Failure = new AuditCopyException("another history", isRefused: true) };
        await using RunningGateway gateway = await StartAsync(copier, time, log);
        await PassAsync(time, copier);
        await Eventually.IsTrueAsync(() => log.Lines.Any(line => line.Contains("refused", StringComparison.Ordinal)));
        int calls = copier.Calls;
        long began = time.GetTimestamp();

        await PassAsync(time, copier);

        Assert.Equal(calls + 1, copier.Calls);
        Assert.InRange(time.GetElapsedTime(began), AuditCopySender.RefusedPause - AuditCopySender.Interval, TimeSpan.MaxValue);
    }

    private static Task<RunningGateway> StartAsync(FakeCopier copier, ManualTimeProvider time, RecordingLog log) => RunningGateway.StartAsync(setup =>
    {
        setup.Time = time;
        setup.Services = services =>
        {
            services.AddSingleton<IAuditCopier>(copier);
            log.AddTo(services);
        };
    });

    private static async Task PassAsync(ManualTimeProvider time, FakeCopier copier)
    {
        int before = copier.Calls;
        await Eventually.IsTrueAsync(() =>
        {
            // The timer is made a moment after the start.
            if (copier.Calls == before)
            {
                time.Advance(AuditCopySender.Interval);
            }

            return copier.Calls > before;
        });
    }

    private static async Task<double> CompleteAtAsync(RunningGateway gateway)
    {
        string page = await (await gateway.GetAsync("/metrics")).TextAsync();
        string line = page.Split('\n').Single(line => line.StartsWith("fincluster_gateway_audit_copy_complete_seconds ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class FakeCopier : IAuditCopier
    {
        private int _calls;

        public AuditCopyException? Failure { get; set; }

        public int Calls => Volatile.Read(ref _calls);

        public long CopiedBytes { get; private set; }

        public Task CopyAsync(CancellationToken cancellationToken)
        {
            CopiedBytes += 5;
            Interlocked.Increment(ref _calls);
            return Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
