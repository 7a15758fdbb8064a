using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FinCluster.Simulation.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Style">Its class.</param>
/// <param name="Values">A value for each step.</param>
internal sealed record SvgLine(string Style, ImmutableArray<double> Values);

/// <summary>Draws values over time.</summary>
/// <param name="start">When the first step begins, in local time.</param>
/// <param name="stepMinutes">How long a step is.</param>
/// <param name="steps">How many there are.</param>
internal sealed class SvgChart(DateTimeOffset start, int stepMinutes, int steps)
{
    private const int Width = 1000;
    private const int Left = 50;
    private const int Bottom = 20;

    /// <summary>Draws lines, over an area if there is one.</summary>
    public string Draw(string label, ImmutableArray<SvgLine> lines, ImmutableArray<double>? area, double? most = null, int height = 240)
    {
        double top = Math.Max(most ?? lines.SelectMany(line => line.Values).DefaultIfEmpty(0).Max(), 1e-9) * 1.05;
        var svg = new StringBuilder();
        Append(svg, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{label}\">\n");
        AppendGrid(svg, top, height);
        if (area is { } values)
        {
            svg.Append("<path class=\"need\" d=\"");
            Append(svg, $"M{Left} {height - Bottom}");
            AppendPoints(svg, values, top, height, 'L');
            Append(svg, $"L{X(steps)} {height - Bottom}Z\"/>\n");
        }

        foreach (SvgLine line in lines)
        {
            Append(svg, $"<path class=\"{line.Style}\" d=\"");
            AppendPoints(svg, line.Values, top, height, 'M');
            svg.Append("\"/>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void AppendGrid(StringBuilder svg, double top, int height)
    {
        for (int part = 0; part <= 4; part++)
        {
            double value = top / 1.05 * part / 4;
            double y = Y(value, top, height);
            Append(svg, $"<path class=\"grid\" d=\"M{Left} {y:F1}H{Width}\"/><text x=\"{Left - 5}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{value:G3}</text>\n");
        }

        double hours = steps * stepMinutes / 60.0;
        bool isLong = hours > 48;
        int apart = isLong ? Math.Max(1, (int)Math.Ceiling(hours / 24 / 10)) * 24 : 2;
        for (int hour = 0; hour < hours; hour += apart)
        {
            DateTimeOffset at = start.AddHours(hour);
            string text = at.ToString(isLong ? "MM-dd" : "HH:mm", CultureInfo.InvariantCulture);
            Append(svg, $"<text x=\"{X(hour * 60.0 / stepMinutes):F1}\" y=\"{height - 4}\">{text}</text>\n");
        }
    }

    // A value holds for its whole step, and one that does not change needs no point.
    private void AppendPoints(StringBuilder svg, ImmutableArray<double> values, double top, int height, char first)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i == 0)
            {
                Append(svg, $"{first}{X(0):F1} {Y(values[0], top, height):F1}");
            }
            else if (values[i] != values[i - 1])
            {
                Append(svg, $"H{X(i):F1}V{Y(values[i], top, height):F1}");
            }
        }

        Append(svg, $"H{X(values.Length):F1}");
    }

    private double X(double step) => Left + ((Width - Left) * step / Math.Max(1, steps));

    private static double Y(double value, double top, int height) => height - Bottom - ((height - Bottom) * Math.Min(value, top) / top);

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
