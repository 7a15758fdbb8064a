using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FinCluster.Audit.Reading;
using FinCluster.Cli.Serving;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit replay</c>: has a recorded answer generated again, from what was recorded alone, and compares the texts.</summary>
internal static class AuditReplayCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        Argument<string> request = new("request") { Description = "The request's id" };
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
        var audit = new AuditArguments();
        var command = new Command("replay", "Have a recorded answer generated again with its seed, and compare the texts") { request, server, data };
        audit.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string id = parsed.GetValue(request)!;
            using var reader = AuditReader.Open(audit.Folder(parsed), audit.Keys(parsed));
            AuditRecord[] events = [.. reader.Query(new AuditFilter { Request = id })];
            if (events.Length == 0)
            {
                throw new IOException($"the audit log has no request {id}");
            }

            string address = parsed.GetValue(server) ?? ServerRecord.TryRead(DataFolder.Parse(parsed.GetValue(data)!))?.Http
                ?? throw new IOException("no server runs on this machine; --server names another machine's");
            var replay = AnswerReplay.Of(events);
            (string text, string fingerprint) = await AskAsync(address, replay, cancellationToken);
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool isSame = text == replay.Text;
            await output.WriteLineAsync($"recorded:  {replay.Text}");
            await output.WriteLineAsync($"generated: {(isSame ? "the same text" : text)}");
            if (fingerprint != "fp_" + replay.Fingerprint)
            {
                await output.WriteLineAsync($"another release answers now: {fingerprint} and not fp_{replay.Fingerprint}");
            }

            return isSame ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }

    private static async Task<(string Text, string Fingerprint)> AskAsync(string address, AnswerReplay replay, CancellationToken cancellationToken)
    {
        string url = (address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address).TrimEnd('/') + replay.Path;
        using var request = new HttpRequestMessage(
            HttpMethod.Post, Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri : throw new UsageException($"--server '{address}' is no host:port"))
        {
            Content = new StringContent(replay.Body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        string? key = Environment.GetEnvironmentVariable("FINCLUSTER_API_KEY");
        request.Headers.Authorization = string.IsNullOrEmpty(key) ? null : new AuthenticationHeaderValue("Bearer", key);
        if (replay.Tier is { } tier)
        {
            request.Headers.Add("x-fincluster-tier", tier);
        }

        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            if (!response.IsSuccessStatusCode)
            {
                throw new IOException($"the gateway refuses the request: {answer.RootElement.GetProperty("error").GetProperty("message").GetString()}");
            }

            JsonElement choice = answer.RootElement.GetProperty("choices")[0];
            string text = choice.TryGetProperty("message", out JsonElement message)
                ? message.GetProperty("content").GetString()!
                : choice.GetProperty("text").GetString()!;
            return (AnswerLabel.Remove(text), answer.RootElement.GetProperty("system_fingerprint").GetString()!);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new IOException($"the gateway {address} does not answer over HTTP: {e.Message}", e);
        }
    }
}
