using System.Globalization;
using System.Text;

namespace FinCluster.Core.Metrics;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>The media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Makes a metric or label name of an instrument's or tag's.</summary>
    public static string Name(string name) => string.Create(name.Length, name, (result, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            result[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        }
    });

    /// <summary>Writes labels without their braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach ((string key, object? value) in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(Name(key)).Append("=\"")
                .Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return text.ToString();
    }

    /// <summary>Puts two lists of labels together.</summary>
    public static string Join(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

    /// <summary>Writes what comes before the samples of a metric.</summary>
    public static void Head(StringBuilder text, string name, string kind, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help)).Append("\n# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');

    /// <summary>Writes one sample.</summary>
    public static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
