using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace FinCluster.Simulation.Reports;

/// <summary>Writes a report as one HTML page that needs nothing else: tables and SVG charts, no scripts.</summary>
public static class ReportHtml
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --need: #888; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .25em .6em; border-bottom: 1px solid var(--line); }
        th:first-child, td:first-child { text-align: left; }
        svg { width: 100%; height: auto; display: block; margin: .3em 0 1.2em; }
        svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
        .grid { stroke: var(--line); } .need { fill: var(--need); opacity: .35; } .paid { stroke: #c80; } .ready { stroke: #17c; } .late { stroke: #d22; }
        .demand { stroke: #295; } .paid, .ready, .late, .demand { fill: none; stroke-width: 1.5; }
        .key span { margin-right: 1.2em; } .key i { display: inline-block; width: 1.2em; height: .5em; margin-right: .3em; }
        """;

    /// <summary>Writes a report.</summary>
    public static string Format(SimulationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        SimulationSetting setting = report.Setting;
        SimulationSeries series = report.Series;
        DateTimeOffset local = setting.Start.ToOffset(TimeSpan.FromMinutes(setting.OffsetMinutes));
        string title = string.Create(CultureInfo.InvariantCulture, $"Capacity: {setting.Scenario}, {setting.Venue}, {local:yyyy-MM-dd}");
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n");
        html.Append("<title>").Append(Escape(title)).Append("</title>\n<style>").Append(Style).Append("</style>\n</head>\n<body>\n");
        html.Append("<h1>").Append(Escape(title)).Append("</h1>\n");
        foreach (string line in ReportText.Setting(report))
        {
            html.Append("<p>").Append(Escape(line)).Append("</p>\n");
        }

        AppendTable(html, report);
        html.Append("<h2>Requests per second</h2>\n");
        var chart = new SvgChart(local, series.StepMinutes, series.RequestsPerSecond.Length);
        html.Append(chart.Draw("requests per second", [new SvgLine("demand", series.RequestsPerSecond)], null));
        double most = series.Policies.SelectMany(policy => policy.Paid).Concat(series.Needed).DefaultIfEmpty(1).Max();
        foreach (PolicySeries policy in series.Policies)
        {
            html.Append("<h2>Replicas: ").Append(Escape(policy.Policy)).Append("</h2>\n");
            html.Append("<p class=\"key\"><span><i style=\"background:#8889\"></i>needed</span><span><i style=\"background:#c80\"></i>paid</span>")
                .Append("<span><i style=\"background:#17c\"></i>ready</span></p>\n");
            html.Append(chart.Draw($"replicas of {policy.Policy}", [new SvgLine("paid", policy.Paid), new SvgLine("ready", policy.Ready)], series.Needed, most));
            html.Append("<p>Share of requests without a first token in time</p>\n");
            html.Append(chart.Draw($"late requests of {policy.Policy}", [new SvgLine("late", policy.Late)], null, 1, 90));
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void AppendTable(StringBuilder html, SimulationReport report)
    {
        ImmutableArray<ImmutableArray<string>> rows = ReportText.Rows(report);
        html.Append("<table>\n");
        for (int row = 0; row < rows.Length; row++)
        {
            string cell = row == 0 ? "th" : "td";
            html.Append("<tr>");
            foreach (string text in rows[row])
            {
                html.Append('<').Append(cell).Append('>').Append(Escape(text)).Append("</").Append(cell).Append('>');
            }

            html.Append("</tr>\n");
        }

        html.Append("</table>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
