using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Scaling.Forecast;

/// <summary>Writes down what a forecast has learned, for the scaler that takes over.</summary>
public static partial class DemandForecastText
{
    /// <summary>Writes a forecast as JSON. The part of the day that is not over is left out: it is short, and what is known of half of it would mislead.</summary>
    public static string Format(DemandForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        (double seenTokens, double assumedTokens) = forecast.Profile.Totals;
        (double levelSeen, double levelUsual) = forecast.RawLevel.Totals;
        var note = new ForecastNote(
            forecast.Profile.Cells.ToDictionary(cell => cell.Key.ToString(), cell => cell.Value, StringComparer.Ordinal),
            seenTokens,
            assumedTokens,
            levelSeen,
            levelUsual);
        return JsonSerializer.Serialize(note, ForecastJson.Default.ForecastNote);
    }

    /// <summary>Makes a forecast know what another one had learned; what it knew itself is forgotten.</summary>
    /// <exception cref="FormatException">The text is no such note; the forecast is as it was.</exception>
    public static void Restore(DemandForecast forecast, string text)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ForecastNote note;
        try
        {
            note = JsonSerializer.Deserialize(text, ForecastJson.Default.ForecastNote) ?? throw new FormatException("the note of a forecast is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the note of a forecast cannot be read: {e.Message}", e);
        }

        KeyValuePair<PhaseKey, ProfileCell>[] cells = [.. note.Cells.Select(cell => KeyValuePair.Create(PhaseKey.Parse(cell.Key), cell.Value))];
        if (cells.Any(cell => !IsSane(cell.Value))
            || !IsAmount(note.SeenTokens) || !IsAmount(note.AssumedTokens) || !IsAmount(note.LevelSeen) || !IsAmount(note.LevelUsual))
        {
            throw new FormatException("the note of a forecast has a negative number");
        }

        forecast.Profile.Restore(cells, note.SeenTokens, note.AssumedTokens);
        forecast.RawLevel.Restore(note.LevelSeen, note.LevelUsual);
    }

    private static bool IsSane(ProfileCell cell) => IsAmount(cell.Mean) && cell.Days >= 0 && IsAmount(cell.SquaredError);

    private static bool IsAmount(double value) => value >= 0 && double.IsFinite(value);

    private sealed record ForecastNote(Dictionary<string, ProfileCell> Cells, double SeenTokens, double AssumedTokens, double LevelSeen, double LevelUsual);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(ForecastNote))]
    private sealed partial class ForecastJson : JsonSerializerContext;
}
