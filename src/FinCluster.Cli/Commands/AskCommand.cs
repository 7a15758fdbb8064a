using System.CommandLine;
using System.Text.Json;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster ask</c>: one question, one answer.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        Argument<string> question = new("question") { Description = "The question; '-' reads it from standard input" };
        Option<string?> session = new("--session") { Description = "Continue this stored conversation", HelpName = "id" };
        Option<bool> json = new("--json") { Description = "Print one JSON object instead of the streamed text" };
        var client = ClientArguments.ForAnyServer();
        var generation = new QuestionArguments();
        var command = new Command("ask", "Ask one question; starts a server for it when none runs") { question, session, json };
        generation.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string text = parsed.GetValue(question)!;
            ChatRequest request = generation.Request(parsed);
            request.SessionId = parsed.GetValue(session) ?? "";
            request.Messages.AddRange(generation.System(parsed));
            request.Messages.Add(new Message
            {
                Role = Role.User,
                Content = text == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : text,
            });
            TextWriter output = parsed.InvocationConfiguration.Output;
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken, keepsSessions: request.SessionId.Length > 0);
            AnswerResult answer = await AnswerStream.AskAsync(
                server, request, parsed.GetValue(json) ? null : output, cancellationToken);
            await output.WriteLineAsync(parsed.GetValue(json) ? ToJson(answer) : "");
            if (!parsed.GetValue(json))
            {
                await AnswerStream.WriteKnowledgeAsync(answer, output);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static string ToJson(AnswerResult answer) => JsonSerializer.Serialize(
        new AnswerReport(
            answer.Text,
            answer.Finished.Reason == FinishReason.Length ? "length" : "stop",
            answer.Started.Model,
            answer.Started.Seed,
            answer.Finished.Usage?.PromptTokens ?? 0,
            answer.Finished.Usage?.CachedTokens ?? 0,
            answer.Finished.Usage?.CompletionTokens ?? 0,
            answer.Finished.SessionId.Length == 0 ? null : answer.Finished.SessionId,
            answer.Finished.SessionId.Length == 0 ? null : answer.Finished.SessionVersion,
            [.. answer.Finished.Knowledge.Select(passage => new PassageReport(
                passage.Id, passage.Title, passage.Source.Length == 0 ? null : passage.Source, passage.AsOf.Length == 0 ? null : passage.AsOf))]),
        CliJson.Wire.AnswerReport);
}
