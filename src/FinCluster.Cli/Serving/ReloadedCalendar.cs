using FinCluster.Core.Market;
using FinCluster.Scaler.Control;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>Gives the scaler its calendar, and tells when a changed file was taken or is wrong.</summary>
internal sealed partial class ReloadedCalendar(CalendarFile file, ILogger<ReloadedCalendar> logger) : ICalendarSource
{
    private string? _told;

    /// <inheritdoc/>
    public MarketCalendar Read()
    {
        if (file.Refresh())
        {
            LogReloaded(logger, file.Current.AsOf);
        }

        if (file.Error is { } error && error != _told)
        {
            LogWrong(logger, error);
        }

        _told = file.Error;
        return file.Current;
    }

    [LoggerMessage(6020, LogLevel.Information, "the market calendar was read anew; it is as of {AsOf}")]
    private static partial void LogReloaded(ILogger logger, DateOnly asOf);

    [LoggerMessage(6021, LogLevel.Error, "the market calendar has changed and cannot be used, the old one stays: {Error}")]
    private static partial void LogWrong(ILogger logger, string error);
}
