using System.Globalization;
using System.Text;

namespace FinCluster.Training.Runs;

/// <summary>Draws the loss of each step as an SVG picture, with a logarithmic height.</summary>
internal static class LossPlot
{
    private const int Width = 800;
    private const int Height = 400;
    private const int Left = 60;
    private const int Bottom = 40;
    private const int Margin = 20;
    private const double Floor = 1e-4;
    private const double MeanDecay = 0.97;

    /// <summary>Draws the picture.</summary>
    /// <param name="title">The line above.</param>
    /// <param name="losses">The loss of each step, in nats per token.</param>
    public static string Draw(string title, IReadOnlyList<float> losses)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" ")
            .Append("font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"15\">{Escape(title)}</text>\n");
        if (losses.Count > 0)
        {
            double high = Math.Log10(Math.Max(Floor, losses.Max()));
            double low = Math.Min(Math.Log10(Math.Max(Floor, losses.Min())), high - 0.1);
            AppendGrid(text, losses.Count, low, high);
            AppendLine(text, losses, low, high, "#b0c4de", 1);
            AppendLine(text, Means(losses), low, high, "#1f4e9c", 2);
        }

        return text.Append("</svg>\n").ToString();
    }

    private static void AppendGrid(StringBuilder text, int steps, double low, double high)
    {
        const int Lines = 5;
        for (int i = 0; i <= Lines; i++)
        {
            double value = low + ((high - low) * i / Lines);
            double y = Y(value, low, high);
            text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Margin}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#ddd\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"5\" y=\"{y + 4:0.#}\">{Math.Pow(10, value):0.0000}</text>\n");
            double x = X(steps * i / Lines, steps);
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Height - 15}\" text-anchor=\"middle\">{steps * i / Lines}</text>\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Margin}\" y=\"{Height - 2}\" text-anchor=\"end\">step; loss in nats per learned token</text>\n");
    }

    private static void AppendLine(StringBuilder text, IReadOnlyList<float> values, double low, double high, string colour, int width)
    {
        // More points than the picture is wide cannot be seen.
        int stride = Math.Max(1, values.Count / Width);
        text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" points=\"");
        for (int i = 0; i < values.Count; i += stride)
        {
            text.Append(CultureInfo.InvariantCulture, $"{X(i + 1, values.Count):0.#},{Y(Math.Log10(Math.Max(Floor, values[i])), low, high):0.#} ");
        }

        text.Append("\"/>\n");
    }

    private static float[] Means(IReadOnlyList<float> losses)
    {
        float[] means = new float[losses.Count];
        double mean = losses[0];
        for (int i = 0; i < means.Length; i++)
        {
            mean = (mean * MeanDecay) + (losses[i] * (1 - MeanDecay));
            means[i] = (float)mean;
        }

        return means;
    }

    private static double X(int step, int steps) => Left + ((double)step / steps * (Width - Left - Margin));

    private static double Y(double value, double low, double high) =>
        Margin + ((high - value) / (high - low) * (Height - Margin - Bottom));

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
