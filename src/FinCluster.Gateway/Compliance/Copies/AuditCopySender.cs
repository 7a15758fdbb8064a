using FinCluster.Core.Audit;
using FinCluster.Core.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Compliance.Copies;

/// <summary>Copies this gateway's audit log to where a copy is kept, for as long as it runs. While that is away, answers go on, and the log is the queue.</summary>
internal sealed partial class AuditCopySender(IServiceProvider services, AuditCopyMetrics metrics, TimeProvider time, ILogger<AuditCopySender> logger) : BackgroundService
{
    /// <summary>How often it looks for what is new.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>When it tries again what was refused, which takes a person to mend.</summary>
    public static readonly TimeSpan RefusedPause = TimeSpan.FromMinutes(1);

    private readonly IAuditCopier? _copier = services.GetService<IAuditCopier>();
    private string? _failure;
    private long? _refusedAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_copier is not null)
        {
            metrics.OnComplete(time.GetUtcNow());
            await Periodic.RunAsync(Interval, time, CopyAsync, stoppingToken);
        }
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        if (_refusedAt is { } at && time.GetElapsedTime(at) < RefusedPause)
        {
            return;
        }

        _refusedAt = null;
        long before = _copier!.CopiedBytes;
        try
        {
            await _copier.CopyAsync(cancellationToken);
            metrics.OnComplete(time.GetUtcNow());
            if (_failure is not null)
            {
                LogBack(logger);
                _failure = null;
            }
        }
        catch (AuditCopyException e)
        {
            _refusedAt = e.IsRefused ? time.GetTimestamp() : null;

            // Said once, and again when it is another reason.
            if (e.Message != _failure)
            {
                Log(e);
                _failure = e.Message;
            }
        }
        finally
        {
            metrics.OnSent(_copier.CopiedBytes - before);
        }
    }

    private void Log(AuditCopyException error)
    {
        if (error.IsRefused)
        {
            LogRefused(logger, error.Message);
        }
        else
        {
            LogAway(logger, error.Message);
        }
    }

    [LoggerMessage(7021, LogLevel.Warning, "audit copy: the log cannot be copied now; it is kept here and sent later: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(7022, LogLevel.Error, "audit copy: what this site sends is refused; it is kept here: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(7023, LogLevel.Information, "audit copy: all of the log is copied again")]
    private static partial void LogBack(ILogger logger);
}
