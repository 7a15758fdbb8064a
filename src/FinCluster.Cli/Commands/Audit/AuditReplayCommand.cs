using System.CommandLine;
using System.Text;
using System.Text.Json;
using FinCluster.Audit.Reading;
using FinCluster.Cli.Client;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit replay</c>: has a recorded answer generated again, from what was recorded alone, and compares the texts.</summary>
internal static class AuditReplayCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        Argument<string> request = new("request") { Description = "The request's id" };
        var gateway = new GatewayHttp(Patience);
        var audit = new AuditArguments();
        var command = new Command("replay", "Have a recorded answer generated again with its seed, and compare the texts") { request };
        gateway.AddTo(command);
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

            var replay = AnswerReplay.Of(events);
            (string text, string fingerprint) = await AskAsync(gateway, parsed, replay, cancellationToken);
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

    private static async Task<(string Text, string Fingerprint)> AskAsync(
        GatewayHttp gateway, ParseResult parsed, AnswerReplay replay, CancellationToken cancellationToken)
    {
        using var body = new StringContent(replay.Body.ToJsonString(), Encoding.UTF8, "application/json");

        // What the model read holds the passages already.
        List<KeyValuePair<string, string>> headers = [KeyValuePair.Create("x-fincluster-knowledge", "none")];
        if (replay.Tier is { } tier)
        {
            headers.Add(KeyValuePair.Create("x-fincluster-tier", tier));
        }

        using JsonDocument answer = await gateway.AskAsync(
            parsed, HttpMethod.Post, replay.Path, Environment.GetEnvironmentVariable(ServerConnection.KeyVariable), body, headers, cancellationToken);
        JsonElement choice = answer.RootElement.GetProperty("choices")[0];
        string text = choice.TryGetProperty("message", out JsonElement message)
            ? message.GetProperty("content").GetString()!
            : choice.GetProperty("text").GetString()!;
        return (AnswerLabel.Remove(text), answer.RootElement.GetProperty("system_fingerprint").GetString()!);
    }
}
