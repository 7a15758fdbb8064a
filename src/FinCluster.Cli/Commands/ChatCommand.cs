using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Grpc;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster chat</c>: a conversation in the terminal, stored as a session.</summary>
internal static class ChatCommand
{
    private const string Help = "/new begins another conversation, /exit or Ctrl-D ends the chat";

    public static Command Create()
    {
        Option<string?> session = new("--session") { Description = "Continue this stored conversation", HelpName = "id" };
        var client = ClientArguments.ForAnyServer();
        var generation = new QuestionArguments();
        var command = new Command("chat", "Talk to a model; starts a server for it when none runs") { session };
        generation.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            var chat = new Conversation(server, parsed, generation);
            await chat.RunAsync(parsed.GetValue(session), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private sealed class Conversation(ServerConnection server, ParseResult parsed, QuestionArguments generation)
    {
        private readonly TextWriter _output = parsed.InvocationConfiguration.Output;
        private readonly TextWriter _error = parsed.InvocationConfiguration.Error;

        public async Task RunAsync(string? session, CancellationToken cancellationToken)
        {
            string id = session ?? await CreateSessionAsync(cancellationToken);
            await SayAsync($"session {id}; {Help}");
            while (await ReadAsync(cancellationToken) is { } line)
            {
                switch (line.Trim())
                {
                    case "":
                        break;
                    case "/exit" or "/quit":
                        return;
                    case "/new":
                        id = await CreateSessionAsync(cancellationToken);
                        await SayAsync($"session {id}");
                        break;
                    case ['/', ..]:
                        await SayAsync(Help);
                        break;
                    case string question:
                        await AnswerAsync(id, question, cancellationToken);
                        break;
                }
            }
        }

        private async Task AnswerAsync(string session, string question, CancellationToken cancellationToken)
        {
            ChatRequest request = generation.Request(parsed);
            request.SessionId = session;
            request.Messages.Add(new Message { Role = Role.User, Content = question });
            try
            {
                AnswerResult answer = await AnswerStream.AskAsync(server, request, _output, cancellationToken);
                await _output.WriteLineAsync();
                await AnswerStream.WriteKnowledgeAsync(answer, _output);
            }
            catch (GrpcException e)
            {
                // The conversation is as it was before this question, so it can go on.
                await SayAsync(e.Detail.Length > 0 ? e.Detail : e.Message);
            }
        }

        private async Task<string> CreateSessionAsync(CancellationToken cancellationToken)
        {
            var request = new CreateSessionRequest { Model = generation.Model(parsed) };
            request.Messages.AddRange(generation.System(parsed));
            return (await server.CallAsync(PublicMethods.CreateSession, request, cancellationToken)).Id;
        }

        private async Task<string?> ReadAsync(CancellationToken cancellationToken)
        {
            if (!Console.IsInputRedirected)
            {
                await _error.WriteAsync("> ");
            }

            return await Console.In.ReadLineAsync(cancellationToken);
        }

        // Beside the answers, so that a script reads only those.
        private Task SayAsync(string text) => _error.WriteLineAsync(text);
    }
}
