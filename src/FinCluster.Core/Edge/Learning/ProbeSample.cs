using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Learning;

/// <summary>How sure an edge model was at the beginning of an answer, and whether the answer was right.</summary>
/// <param name="Id">The question.</param>
/// <param name="IsRight">Whether the whole answer was right.</param>
/// <param name="LogProbs">The log probabilities of its first tokens.</param>
/// <param name="Top">For each of them the log probabilities of the most probable tokens, best first.</param>
public sealed partial record ProbeSample(string Id, bool IsRight, IReadOnlyList<float> LogProbs, IReadOnlyList<IReadOnlyList<float>> Top)
{
    /// <summary>Writes a line of a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ProbeJson.Default.ProbeSample);

    /// <summary>Reads a file's lines.</summary>
    /// <exception cref="FormatException">A line is no sample; the message says which.</exception>
    public static IReadOnlyList<ProbeSample> Read(IEnumerable<string> lines, string name)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return JsonLines.Read(lines, name + ", ", skipsEmpty: false, Parse);
    }

    private static ProbeSample Parse(string line)
    {
        ProbeSample sample = JsonSerializer.Deserialize(line, ProbeJson.Default.ProbeSample) ?? throw new FormatException("the sample is null");
        return sample.LogProbs.Count > 0 && sample.LogProbs.Count == sample.Top.Count
            ? sample
            : throw new FormatException("a sample has at least one token, and alternatives for each");
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(ProbeSample))]
    private sealed partial class ProbeJson : JsonSerializerContext;
}
