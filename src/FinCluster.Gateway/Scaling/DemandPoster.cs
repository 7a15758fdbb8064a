using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using FinCluster.Core.Scaling.Demand;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Scaling;

/// <summary>Posts what is asked of this gateway, once a second, where the scaler reads it.</summary>
/// <param name="board">Where it is posted.</param>
/// <param name="counters">What is asked.</param>
/// <param name="kvPressure">How full the KV caches of a model's replicas are, 0 to 1.</param>
/// <param name="time">Times the posts.</param>
/// <param name="logger">Told when the board is away.</param>
internal sealed partial class DemandPoster(IDemandBoard board, DemandCounters counters, Func<string, double> kvPressure, TimeProvider time, ILogger<DemandPoster> logger) : BackgroundService
{
    /// <summary>How often it posts.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a post holds: a gateway that is not heard of for that long asks for nothing any more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private const int DrawnLength = 8;
    private const int LongestMachineName = 64;

    private bool _isAway;

    /// <summary>Gets this gateway's name. It is another one after a restart, for the counts begin anew then.</summary>
    public string Gateway { get; } = NewName();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await PostAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what it has posted ends by itself.
        }
    }

    private static string NewName()
    {
        string machine = Environment.MachineName;
        string drawn = RandomNumberGenerator.GetHexString(DrawnLength, lowercase: true);
        return string.Create(
            CultureInfo.InvariantCulture, $"{machine[..Math.Min(machine.Length, LongestMachineName)]}-{Environment.ProcessId}-{drawn}");
    }

    private ImmutableArray<ModelDemand> Read() => [.. counters.Read().Select(demand => demand with { KvPressure = kvPressure(demand.Model) })];

    private async Task PostAsync(CancellationToken cancellationToken)
    {
        try
        {
            await board.PostAsync(new GatewayDemand(Gateway, Read()), Lifetime, cancellationToken);
            if (_isAway)
            {
                _isAway = false;
                LogBack(logger);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong, requests go on; only the scaler does not hear of them.
            if (!_isAway)
            {
                _isAway = true;
                LogAway(logger, e);
            }
        }
    }

    [LoggerMessage(1080, LogLevel.Warning, "what is asked of this gateway cannot be posted for the scaler; it is tried again every second")]
    private static partial void LogAway(ILogger logger, Exception error);

    [LoggerMessage(1081, LogLevel.Information, "what is asked of this gateway is posted for the scaler again")]
    private static partial void LogBack(ILogger logger);
}
