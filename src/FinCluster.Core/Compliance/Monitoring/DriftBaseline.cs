using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>What was usual: how often each bin of each feature was met. Immutable.</summary>
public sealed partial class DriftBaseline
{
    private readonly ImmutableArray<long> _cells;

    private DriftBaseline(DateTimeOffset madeAt, ImmutableArray<long> cells) => (MadeAt, _cells) = (madeAt, cells);

    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset MadeAt { get; }

    /// <summary>Gets how many requests it is made of.</summary>
    public long Sample => SampleOf(DriftFeature.Intent);

    /// <summary>Makes a baseline of what was counted.</summary>
    public static DriftBaseline Of(QualityCounts counts, DateTimeOffset madeAt)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new DriftBaseline(madeAt, [.. counts.Features]);
    }

    /// <summary>Gets how often each bin of a feature was met.</summary>
    public ReadOnlySpan<long> Of(DriftFeature feature) => DriftFeatures.Slice(_cells.AsSpan(), feature);

    /// <summary>Gets how many requests a feature was counted of.</summary>
    public long SampleOf(DriftFeature feature)
    {
        long sum = 0;
        foreach (long count in Of(feature))
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>Makes the same baseline with one feature taken from another.</summary>
    public DriftBaseline With(DriftFeature feature, DriftBaseline other)
    {
        ArgumentNullException.ThrowIfNull(other);
        long[] cells = [.. _cells];
        other.Of(feature).CopyTo(cells.AsSpan(DriftFeatures.Cell(feature, 0)));
        return new DriftBaseline(MadeAt, [.. cells]);
    }

    /// <summary>Writes it as JSON: the counts of each feature by the names of its bins.</summary>
    public string ToJson() => JsonSerializer.Serialize(ToFile(), BaselineJson.Default.BaselineFile);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <exception cref="FormatException">It is no baseline, or has features or bins that are not known here.</exception>
    public static DriftBaseline Parse(string json)
    {
        try
        {
            return OfFile(JsonSerializer.Deserialize(json, BaselineJson.Default.BaselineFile) ?? throw new FormatException("the baseline is null"));
        }
        catch (JsonException e)
        {
            throw new FormatException($"the baseline cannot be read: {e.Message}", e);
        }
    }

    private BaselineFile ToFile() => new(
        MadeAt,
        DriftFeatures.All.ToDictionary(
            EnumNames.Of, Dictionary<string, long>? (feature) => BinsOf(feature).Where(bin => bin.Value > 0).ToDictionary(bin => bin.Key, bin => bin.Value)));

    private IEnumerable<KeyValuePair<string, long>> BinsOf(DriftFeature feature)
    {
        ImmutableArray<string> names = DriftFeatures.BinsOf(feature);
        return names.Select((name, bin) => KeyValuePair.Create(name, _cells[DriftFeatures.Cell(feature, bin)]));
    }

    private static DriftBaseline OfFile(BaselineFile file)
    {
        long[] cells = new long[DriftFeatures.Cells];
        foreach ((string name, Dictionary<string, long>? counts) in file.Features)
        {
            DriftFeature feature = DriftFeatures.All.Cast<DriftFeature?>().FirstOrDefault(each => EnumNames.Of(each!.Value) == name)
                ?? throw new FormatException($"the baseline has a feature '{name}', which is none");
            foreach ((string bin, long count) in counts ?? throw new FormatException($"the feature {name} of the baseline is null"))
            {
                int index = DriftFeatures.BinsOf(feature).IndexOf(bin);
                cells[DriftFeatures.Cell(feature, index >= 0 ? index : throw new FormatException($"'{bin}' is no bin of {name}"))] =
                    count >= 0 ? count : throw new FormatException($"the count of {name} '{bin}' is negative");
            }
        }

        return new DriftBaseline(file.MadeAt, [.. cells]);
    }

    private sealed record BaselineFile(DateTimeOffset MadeAt, Dictionary<string, Dictionary<string, long>?> Features);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(BaselineFile))]
    private sealed partial class BaselineJson : JsonSerializerContext;
}
