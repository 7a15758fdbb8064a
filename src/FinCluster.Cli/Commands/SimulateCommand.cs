using System.CommandLine;
using System.Globalization;
using System.Text;
using FinCluster.Cli.Evaluation;
using FinCluster.Core.Market;
using FinCluster.Simulation;
using FinCluster.Simulation.Reports;
using FinCluster.Simulation.Scenarios;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster simulate</c>: a market's day over the policies that scale pools.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        Option<string?> json = new("--json") { Description = "Where the report is written as JSON", HelpName = "file" };
        Option<string?> html = new("--html") { Description = "Where the report is written as a page with charts", HelpName = "file" };
        var arguments = new SimulateArguments();
        var command = new Command("simulate", "Run the scaling policies over a market's days, in virtual time") { json, html };
        arguments.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            SimulationOptions options = arguments.Read(parsed);
            Simulator simulator = UserFiles.Parse(() => new Simulator(options, MarketCalendar.BuiltIn), "simulate");
            TextWriter progress = parsed.InvocationConfiguration.Error;
            long began = TimeProvider.System.GetTimestamp();
            SimulationReport report = await Task.Run(
                () => simulator.Run(policy =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{policy.Policy}: {policy.Requests} requests; {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s since the start"));
                }),
                cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Describe(report));
            await WriteAsync(parsed.GetValue(json), ReportJson.Format(report), cancellationToken);
            await WriteAsync(parsed.GetValue(html), ReportHtml.Format(report), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Describe(SimulationReport report)
    {
        var rows = ReportText.Rows(report);
        var table = new TextTable([.. rows[0]]);
        foreach (var row in rows.Skip(1))
        {
            table.Add([.. row]);
        }

        return $"{string.Join('\n', ReportText.Setting(report))}\n\n{table}";
    }

    private static Task WriteAsync(string? path, string text, CancellationToken cancellationToken) =>
        path is null ? Task.CompletedTask : File.WriteAllTextAsync(path, text, new UTF8Encoding(false), cancellationToken);
}
