using System.Text;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Wire;

namespace FinCluster.Process.Tests;

/// <summary>A complete answer over gRPC.</summary>
internal sealed record ChatAnswer(string Text, IReadOnlyList<int> Tokens, ChatEvent.Types.Started Started, ChatEvent.Types.Finished Finished);

/// <summary>Asks a server over gRPC.</summary>
internal static class Chat
{
    public static ChatRequest Question(string text, int? maxTokens = null)
    {
        var request = new ChatRequest { Sampling = new Sampling { Temperature = 0 }, Stop = new Stop() };
        request.Messages.Add(new Message { Role = Role.User, Content = text });
        if (maxTokens is { } limit)
        {
            request.Stop.MaxTokens = limit;
        }

        return request;
    }

    /// <summary>A question whose answer can only be <paramref name="text"/>, however long that is.</summary>
    public static ChatRequest Dictation(string text)
    {
        ChatRequest request = Question("请复述");
        request.Constraint = new OutputConstraint { Grammar = $"root ::= \"{text}\"" };
        return request;
    }

    /// <summary>A text of so many tokens at least, no two parts of which are alike.</summary>
    public static string LongText(int numbers) => string.Join(',', Enumerable.Range(1000, numbers));

    /// <summary>Makes a stored session and gives its id.</summary>
    public static async Task<string> CreateSessionAsync(this GrpcChannel channel, GrpcCallOptions? options = null) => (await channel.UnaryAsync(
        PublicMethods.CreateSession, new CreateSessionRequest(), options ?? GrpcCallOptions.Default, TestTimeouts.Token)).Id;

    /// <summary>Reads a stored session.</summary>
    public static Task<Session> ReadSessionAsync(this GrpcChannel channel, string id, GrpcCallOptions? options = null) => channel.UnaryAsync(
        PublicMethods.GetSession, new GetSessionRequest { Id = id }, options ?? GrpcCallOptions.Default, TestTimeouts.Token);

    /// <summary>Takes a further turn of a stored session.</summary>
    public static Task<ChatAnswer> AskAsync(this GrpcChannel channel, string session, string question)
    {
        ChatRequest request = Question(question);
        request.SessionId = session;
        return channel.AskAsync(request);
    }

    /// <summary>Reads a whole answer; <paramref name="onDelta"/> is called with the number of deltas so far.</summary>
    public static async Task<ChatAnswer> AskAsync(
        this GrpcChannel channel, ChatRequest request, Func<int, Task>? onDelta = null, GrpcCallOptions? options = null)
    {
        var text = new StringBuilder();
        var tokens = new List<int>();
        ChatEvent.Types.Started? started = null;
        ChatEvent.Types.Finished? finished = null;
        int deltas = 0;
        await foreach (ChatEvent step in channel.ServerStreaming(PublicMethods.Chat, request, options ?? GrpcCallOptions.Default, TestTimeouts.Token))
        {
            Assert.Null(finished);
            started = step.Started ?? started;
            finished = step.Finished;
            if (step.Delta is { } delta)
            {
                text.Append(delta.Text);
                tokens.AddRange(delta.TokenIds);
                await (onDelta?.Invoke(++deltas) ?? Task.CompletedTask);
            }
        }

        Assert.NotNull(started);
        Assert.NotNull(finished);
        return new ChatAnswer(text.ToString(), tokens, started, finished);
    }
}
