using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Edge;

/// <summary>What was learned from labelled prompts: the weight of each signal, the threshold, the limits of the probe.</summary>
public sealed partial record EdgeWeights
{
    private const int FormatVersion = 1;

    /// <summary>Gets the weights that the program carries.</summary>
    public static EdgeWeights Shipped { get; } = ReadShipped();

    /// <summary>Gets the version of the file's form.</summary>
    public required int Version { get; init; }

    /// <summary>Gets the weight of each signal by its name, in log-odds of the edge.</summary>
    public required IReadOnlyDictionary<string, double> Weights { get; init; }

    /// <summary>Gets the log-odds of a request without signals.</summary>
    public required double Bias { get; init; }

    /// <summary>Gets the probability from which on the edge answers.</summary>
    /// <value>0 to 1.</value>
    public required double Threshold { get; init; }

    /// <summary>Gets when a probe of the edge model keeps an answer.</summary>
    public required ProbeThresholds Probe { get; init; }

    /// <summary>Gets the SHA-256 of the prompts that the weights were learned from; empty for none.</summary>
    public string PromptsSha256 { get; init; } = "";

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is not such a file, or a number is out of its range.</exception>
    public static EdgeWeights Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            EdgeWeights weights = JsonSerializer.Deserialize(json, EdgeWeightsJson.Default.EdgeWeights)
                ?? throw new FormatException("the weights of the edge are null");
            weights.Validate();
            return weights;
        }
        catch (JsonException e)
        {
            throw new FormatException($"the weights of the edge cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the file's text, with a line feed at its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EdgeWeightsJson.Default.EdgeWeights) + "\n";

    private void Validate()
    {
        if (Version != FormatVersion)
        {
            throw new FormatException($"the weights of the edge have the form {Version}; this program reads {FormatVersion}");
        }

        foreach ((string name, double weight) in Weights)
        {
            if (!double.IsFinite(weight) || !Signals.EdgeSignals.All.Any(signal => signal.Name == name))
            {
                throw new FormatException($"the weights of the edge name '{name}', which is no signal, or its weight is no number");
            }
        }

        if (!double.IsFinite(Bias) || Threshold is not (>= 0 and <= 1))
        {
            throw new FormatException("the bias of the edge's weights must be a number, the threshold 0 to 1");
        }

        Probe.Validate();
    }

    private static EdgeWeights ReadShipped()
    {
        using Stream stream = typeof(EdgeWeights).Assembly.GetManifestResourceStream("edge-weights.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
        RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(EdgeWeights))]
    private sealed partial class EdgeWeightsJson : JsonSerializerContext;
}
