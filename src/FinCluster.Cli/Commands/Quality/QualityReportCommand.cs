using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FinCluster.Cli.Client;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands.Quality;

/// <summary><c>fincluster quality report</c>: what a gateway says of its requests and answers.</summary>
internal static class QualityReportCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var gateway = new GatewayHttp(Patience);
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var adminKey = AdminKeyArgument.ForClients();
        var command = new Command("report", "Show how far requests are from what was usual, and what goes wrong, by a gateway's last half hour") { json };
        gateway.AddTo(command);
        adminKey.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            using JsonDocument report = await gateway.AskAsync(
                parsed, HttpMethod.Get, "/admin/v1/quality", adminKey.Read(parsed), content: null, [], cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(report.RootElement, Indented) : ToText(report.RootElement));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToText(JsonElement report)
    {
        var table = new TextTable("MODEL", "RELEASE", "REQUESTS", "DRIFT", "ABNORMAL", "SENSITIVE", "OVER-REFUSAL", "ALARMS");
        JsonElement[] subjects = [report.GetProperty("all"), .. report.GetProperty("models").EnumerateArray()];
        foreach (JsonElement subject in subjects)
        {
            table.Add(
                subject.GetProperty("model").GetString() ?? "(all)",
                subject.GetProperty("release").GetString() is { } release ? release[..Math.Min(12, release.Length)] : "-",
                subject.GetProperty("requests").GetInt64().ToString(CultureInfo.InvariantCulture),
                Text(subject, "drift_index", "0.000"),
                Text(subject, "abnormal_share", "0.00%"),
                Text(subject, "sensitive_share", "0.00%"),
                Text(subject, "over_refusal_share", "0.00%"),
                string.Join("; ", subject.GetProperty("alarms").EnumerateArray().Select(alarm => alarm.GetProperty("reason").GetString())));
        }

        return table.ToString();
    }

    private static string Text(JsonElement subject, string name, string format) => subject.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
        ? value.GetDouble().ToString(format, CultureInfo.InvariantCulture)
        : "-";
}
