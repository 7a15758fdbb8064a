using System.Text;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Core.Evaluation;
using FinCluster.Grpc;
using FinCluster.Wire;

namespace FinCluster.Cli.Evaluation;

/// <summary>An answer with its times, and the probabilities of its first tokens when they were asked for.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="LogProbs">The probabilities, as far as the server gave them.</param>
internal sealed record TimedAnswer(EvaluationAnswer Answer, IReadOnlyList<TokenLogProbs> LogProbs)
{
    /// <summary>Asks a server. What the server refuses or fails at is an answer with an error.</summary>
    public static async Task<TimedAnswer> AskAsync(ServerConnection server, ChatRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var logProbs = new List<TokenLogProbs>();
        TimeSpan? first = null;
        int tokens = 0;
        long start = time.GetTimestamp();
        try
        {
            await foreach (ChatEvent step in server.Channel.ServerStreaming(PublicMethods.Chat, request, server.Call, cancellationToken))
            {
                if (step.Delta is { } delta)
                {
                    first ??= time.GetElapsedTime(start);
                    text.Append(delta.Text);
                    logProbs.AddRange(delta.LogProbs);
                }

                tokens = step.Finished?.Usage?.CompletionTokens ?? tokens;
            }
        }
        catch (GrpcException e)
        {
            TimeSpan failed = time.GetElapsedTime(start);
            return new TimedAnswer(new EvaluationAnswer("", e.Detail.Length > 0 ? e.Detail : e.Message, failed, failed, 0), []);
        }

        TimeSpan total = time.GetElapsedTime(start);
        return new TimedAnswer(new EvaluationAnswer(text.ToString(), null, first ?? total, total, tokens), logProbs);
    }
}
