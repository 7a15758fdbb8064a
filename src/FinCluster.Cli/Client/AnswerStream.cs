using System.Text;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Client;

/// <summary>A complete answer as the server gave it.</summary>
internal sealed record AnswerResult(string Text, ChatEvent.Types.Started Started, ChatEvent.Types.Finished Finished);

/// <summary>Asks a server and writes the answer while it comes.</summary>
internal static class AnswerStream
{
    /// <summary>Asks; each part of the answer goes to <paramref name="output"/> at once, if there is one.</summary>
    /// <exception cref="Grpc.GrpcException">The server refuses or fails.</exception>
    public static async Task<AnswerResult> AskAsync(
        ServerConnection server, ChatRequest request, TextWriter? output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        ChatEvent.Types.Started started = new();
        ChatEvent.Types.Finished finished = new();
        await foreach (ChatEvent step in server.Channel.ServerStreaming(PublicMethods.Chat, request, server.Call, cancellationToken))
        {
            switch (step.EventCase)
            {
                case ChatEvent.EventOneofCase.Started:
                    started = step.Started;
                    break;
                case ChatEvent.EventOneofCase.Delta:
                    text.Append(step.Delta.Text);
                    if (output is not null && step.Delta.Text.Length > 0)
                    {
                        await output.WriteAsync(step.Delta.Text);
                        await output.FlushAsync(cancellationToken);
                    }

                    break;
                case ChatEvent.EventOneofCase.Finished:
                    finished = step.Finished;
                    break;
            }
        }

        return new AnswerResult(text.ToString(), started, finished);
    }

    /// <summary>Writes what the model was given of what its release knows, a passage in each line; nothing when it was given nothing.</summary>
    public static async Task WriteKnowledgeAsync(AnswerResult answer, TextWriter output)
    {
        int number = 0;
        foreach (ChatEvent.Types.Passage passage in answer.Finished.Knowledge)
        {
            string[] about = [.. ((string[])[passage.Source, passage.AsOf]).Where(text => text.Length > 0)];
            await output.WriteLineAsync($"[{++number}] {passage.Title}{(about.Length > 0 ? $" ({string.Join(", ", about)})" : "")}");
        }
    }
}
