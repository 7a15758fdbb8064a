using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Hosting;
using FinCluster.Gateway.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Compliance;

/// <summary>Gives what is done to questions and answers, and follows its file while the gateway runs. Thread-safe.</summary>
internal sealed partial class ComplianceSource(IOptions<GatewayOptions> options, TimeProvider time, ILogger<ComplianceSource> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile ComplianceConfiguration _current = options.Value.Compliance;

    /// <summary>Gets what holds for requests that begin now.</summary>
    public ComplianceConfiguration Current => _current;

    /// <summary>Looks whether there is a new configuration. One that is wrong is told of, and the old one stays.</summary>
    internal void Refresh()
    {
        try
        {
            if (options.Value.ReloadCompliance?.Invoke() is { } changed)
            {
                _current = changed;
                LogReloaded(logger);
            }
        }
        catch (FormatException e)
        {
            LogWrong(logger, e.Message);
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.ReloadCompliance is null
        ? Task.CompletedTask
        : Periodic.RunAsync(Interval, time, Refresh, stoppingToken);

    [LoggerMessage(1086, LogLevel.Information, "the compliance configuration was read anew")]
    private static partial void LogReloaded(ILogger logger);

    [LoggerMessage(1087, LogLevel.Error, "the compliance configuration has changed and cannot be used, the old one stays: {Error}")]
    private static partial void LogWrong(ILogger logger, string error);
}
