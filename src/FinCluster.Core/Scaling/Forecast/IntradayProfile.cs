namespace FinCluster.Core.Scaling.Forecast;

/// <summary>What was learned of one part of the day.</summary>
/// <param name="Mean">The mean demand, in tokens per second.</param>
/// <param name="Days">How often it was seen.</param>
/// <param name="SquaredError">The mean of the squared errors of the forecasts made for it, relative to them.</param>
public readonly record struct ProfileCell(double Mean, int Days, double SquaredError);

/// <summary>The demand of each part of the day, learned from day to day. One user at a time.</summary>
public sealed class IntradayProfile
{
    // New days count for at least this much, so that a profile follows a changed market within some weeks.
    private const double LeastWeight = 0.15;
    private const double ScaleMemory = 6 * 3600;

    private readonly Dictionary<PhaseKey, ProfileCell> _cells = [];
    private double _seenTokens;
    private double _assumedTokens;

    /// <param name="baseTokensPerSecond">The mean demand of a day before any was seen.</param>
    public IntradayProfile(double baseTokensPerSecond) => BaseTokensPerSecond = baseTokensPerSecond;

    /// <summary>Gets the mean demand of a day before any was seen.</summary>
    public double BaseTokensPerSecond { get; }

    /// <summary>Gets what was learned.</summary>
    public IReadOnlyDictionary<PhaseKey, ProfileCell> Cells => _cells;

    /// <summary>Gets the mean demand of a day by what was seen so far against what was assumed.</summary>
    public double Scale => (_seenTokens + (BaseTokensPerSecond * 3600)) / (_assumedTokens + 3600);

    /// <summary>Gets the demand that is usual in a part of the day, in tokens per second.</summary>
    /// <remarks>
    /// What was never seen is as assumed. A half day that was not seen yet is like a full one, but no less than assumed: its rush before the close comes in what is
    /// a quiet hour of a full day.
    /// </remarks>
    public double Usual(in PhaseMoment moment) => _cells.TryGetValue(moment.Key, out ProfileCell own) ? own.Mean
        : Find(moment.Key) is { } full ? Math.Max(full.Mean, moment.Prior * Scale)
        : moment.Prior * Scale;

    /// <summary>Gets the usual error of forecasts for a part of the day, relative to them; null when it is not known.</summary>
    public double? UsualError(PhaseKey key) => Find(key) is { Days: >= 3 } cell ? Math.Sqrt(cell.SquaredError) : null;

    /// <summary>Takes in what a part of the day was like.</summary>
    /// <param name="moment">The part.</param>
    /// <param name="tokensPerSecond">Its mean demand.</param>
    /// <param name="seconds">How long it was watched.</param>
    /// <param name="forecast">What had been expected at its beginning.</param>
    public void Learn(in PhaseMoment moment, double tokensPerSecond, double seconds, double forecast)
    {
        double fade = Math.Exp(-seconds / ScaleMemory);
        _seenTokens = (_seenTokens * fade) + (tokensPerSecond * seconds);
        _assumedTokens = (_assumedTokens * fade) + (moment.Prior * seconds);
        ProfileCell cell = _cells.GetValueOrDefault(moment.Key);
        double weight = Math.Max(1.0 / (cell.Days + 1), LeastWeight);
        _cells[moment.Key] = new ProfileCell(
            cell.Mean + (weight * (tokensPerSecond - cell.Mean)), Math.Min(cell.Days + 1, 1000), SquaredError(cell, tokensPerSecond, forecast));
    }

    /// <summary>Puts back what was learned before.</summary>
    internal void Restore(IEnumerable<KeyValuePair<PhaseKey, ProfileCell>> cells, double seenTokens, double assumedTokens)
    {
        _cells.Clear();
        foreach ((PhaseKey key, ProfileCell cell) in cells)
        {
            _cells[key] = cell;
        }

        (_seenTokens, _assumedTokens) = (seenTokens, assumedTokens);
    }

    internal (double Seen, double Assumed) Totals => (_seenTokens, _assumedTokens);

    // How wrong an assumption was says nothing of how wrong what is learned will be: the first day does not count.
    private static double SquaredError(in ProfileCell cell, double tokensPerSecond, double forecast)
    {
        if (cell.Days == 0)
        {
            return 0;
        }

        double error = (tokensPerSecond - forecast) / Math.Max(forecast, 1e-6);
        return cell.SquaredError + (Math.Max(1.0 / cell.Days, LeastWeight) * (Math.Min(error * error, 4) - cell.SquaredError));
    }

    private ProfileCell? Find(PhaseKey key) =>
        _cells.TryGetValue(key, out ProfileCell cell) || (key.Day == Market.DayKind.Half && _cells.TryGetValue(key with { Day = Market.DayKind.Full }, out cell))
            ? cell
            : null;
}
