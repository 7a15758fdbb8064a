using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Core.Scaling.Forecast;

/// <summary>What a forecast has learned, for a file or for the next leader.</summary>
/// <param name="Cells">The parts of the day by their text.</param>
/// <param name="SeenTokens">What <see cref="IntradayProfile"/> has seen, fading.</param>
/// <param name="AssumedTokens">What had been assumed of it.</param>
/// <param name="LevelSeen">What <see cref="LoadLevel"/> has seen, fading.</param>
/// <param name="LevelUsual">What is usual for it.</param>
public sealed record ForecastMemory(
    ImmutableSortedDictionary<string, ProfileCell> Cells, double SeenTokens, double AssumedTokens, double LevelSeen, double LevelUsual)
{
    /// <summary>Takes down what a forecast has learned. Six digits: the others would be noise.</summary>
    public static ForecastMemory Of(DemandForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        (double seen, double assumed) = forecast.Profile.Totals;
        (double levelSeen, double levelUsual) = forecast.RawLevel.Totals;
        return new ForecastMemory(
            forecast.Profile.Cells.ToImmutableSortedDictionary(
                pair => pair.Key.ToString(),
                pair => pair.Value with { Mean = Short(pair.Value.Mean), SquaredError = Short(pair.Value.SquaredError) },
                StringComparer.Ordinal),
            Short(seen), Short(assumed), Short(levelSeen), Short(levelUsual));
    }

    /// <summary>Puts back what was learned.</summary>
    /// <exception cref="FormatException">It is not what a forecast has learned; nothing is changed.</exception>
    public void RestoreTo(DemandForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        double[] numbers = [SeenTokens, AssumedTokens, LevelSeen, LevelUsual, .. Cells.Values.SelectMany(cell => (double[])[cell.Mean, cell.SquaredError, cell.Days])];
        if (numbers.Any(number => !double.IsFinite(number) || number < 0))
        {
            throw new FormatException("what a forecast has learned holds a number that it cannot hold");
        }

        KeyValuePair<PhaseKey, ProfileCell>[] cells = [.. Cells.Select(pair => KeyValuePair.Create(PhaseKey.Parse(pair.Key), pair.Value))];
        forecast.Profile.Restore(cells, SeenTokens, AssumedTokens);
        forecast.RawLevel.Restore(LevelSeen, LevelUsual);
    }

    private static double Short(double number) => double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
