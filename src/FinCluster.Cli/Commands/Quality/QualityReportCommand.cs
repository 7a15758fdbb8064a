using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using FinCluster.Cli.Serving;

namespace FinCluster.Cli.Commands.Quality;

/// <summary><c>fincluster quality report</c>: what a gateway says of its requests and answers.</summary>
internal static class QualityReportCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        Option<string?> server = new("--server")
        {
            Description = "The gateway's HTTP address; default the server that runs on this machine",
            HelpName = "host:port",
        };
        Option<string> data = new("--data")
        {
            Description = $"Where a server of this machine is found; default ${DataFolder.Variable}, else your data folder",
            HelpName = "folder",
            DefaultValueFactory = _ => DataFolder.Default,
        };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var adminKey = AdminKeyArgument.ForClients();
        var command = new Command("report", "Show how far requests are from what was usual, and what goes wrong, by a gateway's last half hour") { server, data, json };
        adminKey.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string address = parsed.GetValue(server) ?? ServerRecord.TryRead(DataFolder.Parse(parsed.GetValue(data)!))?.Http
                ?? throw new IOException("no server runs on this machine; --server names another machine's");
            using JsonDocument report = await ReadAsync(address, adminKey.Read(parsed), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(report.RootElement, Indented) : ToText(report.RootElement));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<JsonDocument> ReadAsync(string address, string? key, CancellationToken cancellationToken)
    {
        string url = (address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address).TrimEnd('/') + "/admin/v1/quality";
        using var request = new HttpRequestMessage(
            HttpMethod.Get, Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri : throw new UsageException($"--server '{address}' is no host:port"));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new IOException(Reason(body, (int)response.StatusCode));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"the gateway {address} does not answer over HTTP: {e.Message}", e);
        }
    }

    private static string Reason(string body, int status)
    {
        try
        {
            using var error = JsonDocument.Parse(body);
            return error.RootElement.GetProperty("error").GetProperty("message").GetString() ?? body;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"the gateway answers with status {status}";
        }
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
