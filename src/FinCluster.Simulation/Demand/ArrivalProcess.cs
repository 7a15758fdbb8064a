namespace FinCluster.Simulation.Demand;

/// <summary>When requests come: a Poisson process whose rate is that of each second of a trace. One user at a time.</summary>
/// <remarks>The same seed gives the same arrivals, whatever becomes of them: all policies see the same requests.</remarks>
internal sealed class ArrivalProcess
{
    private const int DaySeconds = 86_400;

    private readonly IDemandTrace _trace;
    private readonly DateTimeOffset _start;
    private readonly int _days;
    private readonly SimulationRandom _random;
    private readonly double[] _rates = new double[DaySeconds];
    private int _day = -1;

    /// <param name="trace">The rates.</param>
    /// <param name="start">When the first day begins.</param>
    /// <param name="days">How many days; nobody comes after them.</param>
    /// <param name="seed">Of the simulation.</param>
    public ArrivalProcess(IDemandTrace trace, DateTimeOffset start, int days, ulong seed)
    {
        (_trace, _start, _days) = (trace, start, days);
        _random = new SimulationRandom(seed, 2);
    }

    /// <summary>Gets when the request after the one of a moment comes, in seconds since the start; infinity for none.</summary>
    public double After(double seconds)
    {
        double left = _random.NextExponential();
        for (long second = (long)seconds; second < (long)_days * DaySeconds; second++)
        {
            double rate = RateOf(second);
            double rest = second + 1 - seconds;
            if (rate * rest > left)
            {
                return seconds + (left / rate);
            }

            left -= rate * rest;
            seconds = second + 1;
        }

        return double.PositiveInfinity;
    }

    private double RateOf(long second)
    {
        int day = (int)(second / DaySeconds);
        if (day != _day)
        {
            _trace.Fill(_start.AddDays(day), _rates);
            _day = day;
        }

        return _rates[second % DaySeconds];
    }
}
