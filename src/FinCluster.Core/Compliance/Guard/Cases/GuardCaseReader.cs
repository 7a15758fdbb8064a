using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Guard.Cases;

/// <summary>Reads labelled cases: JSON lines as models/guard/README.md describes them.</summary>
public static partial class GuardCaseReader
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="lines">The lines; empty ones are passed over.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="FormatException">A line is no labelled case; the message says which.</exception>
    public static IReadOnlyList<GuardCase> Read(IEnumerable<string> lines, string name)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return JsonLines.Read(
            lines,
            name + ", ",
            skipsEmpty: true,
            line => ToCase(JsonSerializer.Deserialize(line, CaseJson.Default.Row) ?? throw new FormatException("is null")));
    }

    private static GuardCase ToCase(Row row)
    {
        GuardCategory? category = row.Category is null ? null : Parse<GuardCategory>(row.Category);
        bool isRefused = row.Label switch
        {
            "refuse" => true,
            "allow" => false,
            _ => throw new FormatException($"the label is refuse or allow, not '{row.Label}'"),
        };
        bool isHeldOut = row.Split switch
        {
            "held-out" => true,
            "train" => false,
            _ => throw new FormatException($"the split is train or held-out, not '{row.Split}'"),
        };
        return isRefused == category is not null
            ? new GuardCase(row.Id, row.Lang, row.Text, category, Parse<GuardCaseKind>(row.Kind), isHeldOut, row.Source)
            : throw new FormatException("a case has a category if it is refused, and only then");
    }

    private static T Parse<T>(string text)
        where T : struct, Enum => Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out T value) && !char.IsAsciiDigit(text[0])
        ? value
        : throw new FormatException($"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}");

    private sealed record Row(string Id, string Lang, string Text, string Label, string? Category, string Kind, string Split, string Source);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class CaseJson : JsonSerializerContext;
}
