namespace FinCluster.Simulation.Demand;

/// <summary>The shape of a market's day, larger on some days than on others, with noise from minute to minute.</summary>
/// <param name="shape">The shape.</param>
/// <param name="requestsPerDay">The requests of a usual trading day.</param>
/// <param name="first">The first day of all, from which the days' levels are counted.</param>
/// <param name="seed">Of the simulation.</param>
public sealed class SyntheticTrace(MarketShape shape, double requestsPerDay, DateTimeOffset first, ulong seed) : IDemandTrace
{
    // The mean of the shape's multiples over a day, so that a usual day has the requests that are asked for.
    private readonly double _meanMultiple = shape.MeanOfTradingDay(DateOnly.FromDateTime(first.UtcDateTime));

    /// <summary>Gets the standard deviation of the logarithm of a day's level.</summary>
    public double DaySpread { get; init; } = 0.15;

    /// <summary>Gets how much of a day's level the next one keeps.</summary>
    public double DayMemory { get; init; } = 0.6;

    /// <summary>Gets the standard deviation of the logarithm of the noise.</summary>
    public double NoiseSpread { get; init; } = 0.05;

    /// <summary>Gets the days that are another than the calendar and the past say.</summary>
    public Func<DateTimeOffset, DaySurprise> Surprise { get; init; } = _ => DaySurprise.None;

    /// <inheritdoc/>
    public void Fill(DateTimeOffset start, Span<double> rates)
    {
        DaySurprise surprise = Surprise(start);
        Span<double> multiples = stackalloc double[1440];
        shape.Fill(start, false, multiples);
        Surprised(start, surprise, multiples);
        double level = LevelOf(start) * requestsPerDay / (86_400 * _meanMultiple);
        var random = new SimulationRandom(seed, 1000 + (ulong)(start - first).TotalDays);
        double noise = 0;
        for (int minute = 0; minute < multiples.Length; minute++)
        {
            // A minute keeps most of the noise of the one before; the variance stays the same.
            noise = (0.8 * noise) + (0.6 * NoiseSpread * random.NextNormal());
            rates.Slice(minute * 60, 60).Fill(multiples[minute] * level * Math.Exp(noise));
        }
    }

    private void Surprised(DateTimeOffset start, DaySurprise surprise, Span<double> multiples)
    {
        if (surprise.IsClosed)
        {
            Span<double> closed = stackalloc double[1440];
            shape.Fill(start, true, closed);
            closed[surprise.FromMinute..].CopyTo(multiples[surprise.FromMinute..]);
        }

        foreach (ref double multiple in multiples[surprise.FromMinute..])
        {
            multiple *= surprise.Factor;
        }
    }

    /// <summary>Gets how large a day is: 1 for a usual one.</summary>
    public double LevelOf(DateTimeOffset start)
    {
        var random = new SimulationRandom(seed, 1);
        double fresh = Math.Sqrt(1 - (DayMemory * DayMemory));
        double level = random.NextNormal();
        for (int day = 0; day < (int)(start - first).TotalDays; day++)
        {
            level = (DayMemory * level) + (fresh * random.NextNormal());
        }

        return Math.Exp(DaySpread * level);
    }
}
