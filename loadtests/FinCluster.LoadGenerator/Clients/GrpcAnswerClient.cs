using System.Runtime.CompilerServices;
using FinCluster.Contracts.V1;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.LoadGenerator.Workloads;
using FinCluster.Wire;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks over fincluster.v1.</summary>
internal sealed class GrpcAnswerClient(Uri address, LoadOptions options, string? apiKey) : IAnswerClient
{
    private readonly GrpcChannel _channel = new(address, TimeProvider.System);

    private readonly GrpcCallOptions _call = apiKey is null
        ? GrpcCallOptions.Default
        : new GrpcCallOptions { Headers = new GrpcMetadata { { "authorization", $"Bearer {apiKey}" } } };

    public async IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ChatEvent step in _channel.ServerStreaming(PublicMethods.Chat, ToProto(request), _call, cancellationToken))
        {
            switch (step.EventCase)
            {
                case ChatEvent.EventOneofCase.Started:
                    yield return new AnswerPart(0, "", step.Started.PromptTokens, step.Started.CachedTokens) { Node = NullIfEmpty(step.Started.Node) };
                    break;
                case ChatEvent.EventOneofCase.Delta:
                    yield return new AnswerPart(step.Delta.TokenIds.Count, step.Delta.Text, 0, 0);
                    break;
            }
        }
    }

    public async Task<string> CreateSessionAsync(CancellationToken cancellationToken) =>
        (await _channel.UnaryAsync(PublicMethods.CreateSession, new CreateSessionRequest(), _call, cancellationToken)).Id;

    public void Dispose() => _channel.Dispose();

    private ChatRequest ToProto(LoadRequest request)
    {
        var chat = new ChatRequest
        {
            Model = options.Model ?? "",
            Sampling = new Sampling { Temperature = 0 },
            Stop = new Stop { MaxTokens = options.OutputTokensOf(request), IgnoreEos = true },
        };
        if (request.Session?.StoredId is { } id)
        {
            chat.SessionId = id;
            chat.Messages.Add(ToProto(request.Messages[^1]));
        }
        else
        {
            chat.Messages.AddRange(request.Messages.Select(ToProto));
        }

        return chat;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static Message ToProto(TraceMessage message) => new()
    {
        Role = message.Speaker switch { Speaker.System => Role.System, Speaker.User => Role.User, _ => Role.Assistant },
        Content = message.Content,
    };
}
