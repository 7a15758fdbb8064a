using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Forecast;

/// <summary>The most that is expected in a stretch of time.</summary>
/// <param name="TokensPerSecond">The demand, the safety band included.</param>
/// <param name="At">When.</param>
/// <param name="Key">In which part of the day.</param>
/// <param name="IsUnknown">Whether the calendar does not reach so far.</param>
public readonly record struct ForecastPeak(double TokensPerSecond, DateTimeOffset At, PhaseKey Key, bool IsUnknown);

/// <summary>Expects demand by the parts of the markets' day and by how the day has been so far. One user at a time.</summary>
/// <param name="clock">Divides the days.</param>
/// <param name="baseTokensPerSecond">The mean demand of a day before any was seen.</param>
/// <param name="safetyShare">The least that a forecast is raised by.</param>
public sealed class DemandForecast(PhaseClock clock, double baseTokensPerSecond, double safetyShare)
{
    // Of errors like those before, nineteen in twenty are covered; more than this would keep twice of everything.
    private const double CoveredErrors = 1.65;
    private const double MostSafety = 1;

    private readonly IntradayProfile _profile = new(baseTokensPerSecond);
    private readonly LoadLevel _level = new();
    private PhaseMoment? _part;
    private double _partTokens;
    private double _partSeconds;
    private double _partForecast;

    /// <summary>Gets what was learned of the parts of the day.</summary>
    public IntradayProfile Profile => _profile;

    /// <summary>Gets how much is asked against what is usual.</summary>
    public double Level => _level.Value(_profile.Scale);

    internal LoadLevel RawLevel => _level;

    /// <summary>Takes in what was asked.</summary>
    /// <param name="from">Since when.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="tokensPerSecond">The mean demand.</param>
    public void Observe(DateTimeOffset from, double seconds, double tokensPerSecond)
    {
        PhaseMoment moment = clock.At(from);
        if (_part is not { } part || part.Key != moment.Key)
        {
            EndPart();
            _part = moment;
            _partForecast = _profile.Usual(moment) * Level;
        }

        _partTokens += tokensPerSecond * seconds;
        _partSeconds += seconds;
        _level.Observe(tokensPerSecond, _profile.Usual(moment), seconds, _profile.Scale, moment.Key.Phase == PhaseKind.Closed);
    }

    /// <summary>Gets what is expected at a moment, without a safety band, in tokens per second.</summary>
    public double At(DateTimeOffset instant)
    {
        PhaseMoment moment = clock.At(instant);
        return _profile.Usual(moment) * Level;
    }

    /// <summary>Finds the most that is expected between two moments, the safety band included.</summary>
    /// <remarks>
    /// While all markets are closed, no less than usual is expected of the next open: a quiet holiday says nothing of the day after it, and too few replicas cost
    /// more than too many do until the first minutes have told.
    /// </remarks>
    public ForecastPeak Peak(DateTimeOffset from, DateTimeOffset to)
    {
        double level = Level;
        var peak = new ForecastPeak(-1, from, default, false);
        bool isUnknown = false;
        bool isClosed = clock.At(from).Key.Phase == PhaseKind.Closed;
        for (DateTimeOffset at = from; at <= to;)
        {
            PhaseMoment moment = clock.At(at);
            isUnknown |= moment.IsUnknown;
            double safety = Math.Clamp(CoveredErrors * (_profile.UsualError(moment.Key) ?? 0), safetyShare, Math.Max(MostSafety, safetyShare));
            double expected = _profile.Usual(moment) * (isClosed && moment.Key.Phase != PhaseKind.Closed ? Math.Max(level, 1) : level) * (1 + safety);
            if (expected > peak.TokensPerSecond)
            {
                peak = new ForecastPeak(expected, at, moment.Key, false);
            }

            at = moment.Until > at ? moment.Until : at.AddMinutes(1);
        }

        return peak with { IsUnknown = isUnknown };
    }

    // A part that was hardly seen, because the scaler began in it, says nothing about it.
    private void EndPart()
    {
        if (_part is { } part && _partSeconds >= 60)
        {
            _profile.Learn(part, _partTokens / _partSeconds, _partSeconds, _partForecast);
        }

        (_partTokens, _partSeconds) = (0, 0);
    }
}
