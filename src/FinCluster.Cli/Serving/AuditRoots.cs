using FinCluster.Audit.Keys;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Writing;
using FinCluster.Core.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>Makes the root of each day that is over, as <c>fincluster audit root</c> does by hand. Several servers over one log do the same work; its file is one.</summary>
internal sealed partial class AuditRoots(AuditLogOptions options, TimeProvider time, ILogger<AuditRoots> logger) : BackgroundService
{
    // A day's root has time; the first look comes later than the start, which is busy.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    // The log is read for it, so once a day.
    private DateOnly? _done;

    /// <summary>Makes what is missing now.</summary>
    internal void MakeMissing(CancellationToken cancellationToken)
    {
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            var today = DateOnly.FromDateTime((now - RootMaker.Delay).UtcDateTime);
            if (today == _done)
            {
                return;
            }

            SigningKey key = options.Keys.ReadOrCreateSigningKey();
            foreach (DayRoot root in RootMaker.MakeMissing(options.Folder, key, now, cancellationToken))
            {
                LogMade(logger, root.Day, root.Root, root.Count);
            }

            _done = today;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogNotMade(logger, e.Message);
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodic.RunAsync(Interval, time, token => Task.Run(() => MakeMissing(token), token), stoppingToken);

    [LoggerMessage(7010, LogLevel.Information, "audit log: the root of {Day} is {Root}, over {Count} records")]
    private static partial void LogMade(ILogger logger, DateOnly day, string root, long count);

    [LoggerMessage(7011, LogLevel.Error, "audit log: a day's root cannot be made: {Reason}")]
    private static partial void LogNotMade(ILogger logger, string reason);
}
