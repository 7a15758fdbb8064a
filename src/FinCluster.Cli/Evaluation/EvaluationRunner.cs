using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Evaluation;

namespace FinCluster.Cli.Evaluation;

/// <summary>Asks a server all questions of a set, a bounded number at a time.</summary>
/// <param name="server">The server.</param>
/// <param name="concurrency">How many questions are asked together.</param>
/// <param name="time">The clock of latencies.</param>
internal sealed class EvaluationRunner(ServerConnection server, int concurrency, TimeProvider time)
{
    /// <summary>Asks.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="request">Makes a request without messages.</param>
    /// <param name="system">Messages before each question.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The answers in the order of the questions.</returns>
    public async Task<IReadOnlyList<TimedAnswer>> RunAsync(
        IReadOnlyList<EvaluationQuestion> questions, Func<ChatRequest> request, IReadOnlyList<Message> system, CancellationToken cancellationToken)
    {
        var answers = new TimedAnswer[questions.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, questions.Count, options, async (i, cancellation) =>
        {
            ChatRequest ask = request();
            ask.Messages.AddRange(system);
            ask.Messages.AddRange(questions[i].Messages.Select(message => new Message { Role = RoleOf(message.Role), Content = message.Content }));
            answers[i] = await TimedAnswer.AskAsync(server, ask, time, cancellation);
        });
        return answers;
    }

    private static Role RoleOf(ChatRole role) => role switch
    {
        ChatRole.System => Role.System,
        ChatRole.Assistant => Role.Assistant,
        _ => Role.User,
    };
}
