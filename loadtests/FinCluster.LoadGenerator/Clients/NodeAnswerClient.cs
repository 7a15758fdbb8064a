using System.Runtime.CompilerServices;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Grpc.Client;
using FinCluster.LoadGenerator.Workloads;
using FinCluster.Wire;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks a node without a gateway, as a gateway would. What a gateway adds is the difference to one that is asked the same.</summary>
internal sealed class NodeAnswerClient(Uri address, LoadOptions options) : IAnswerClient
{
    private readonly GrpcChannel _channel = new(address, TimeProvider.System);
    private volatile string? _model = options.Model;

    public async IAsyncEnumerable<AnswerPart> AskAsync(LoadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        GenerateRequest message = NodeWire.ToProto(ToCore(request, _model ??= await FindModelAsync(cancellationToken)));
        await foreach (GenerateEvent step in _channel.ServerStreaming(NodeMethods.Generate, message, GrpcCallOptions.Default, cancellationToken))
        {
            switch (step.EventCase)
            {
                case GenerateEvent.EventOneofCase.Started:
                    yield return new AnswerPart(0, "", step.Started.PromptTokens, step.Started.CachedTokens);
                    break;
                case GenerateEvent.EventOneofCase.Token:
                    yield return new AnswerPart(1, step.Token.Text, 0, 0);
                    break;
                case GenerateEvent.EventOneofCase.Finished:
                    yield return new AnswerPart(0, step.Finished.Text, 0, 0);
                    break;
            }
        }
    }

    /// <summary>Nodes keep no conversations; the command line refuses to ask for one.</summary>
    public Task<string> CreateSessionAsync(CancellationToken cancellationToken) => throw new NotSupportedException("a node stores no sessions");

    public void Dispose() => _channel.Dispose();

    private async Task<string> FindModelAsync(CancellationToken cancellationToken) =>
        (await _channel.UnaryAsync(NodeMethods.GetInfo, new GetInfoRequest(), GrpcCallOptions.Default, cancellationToken)).Replicas[0].Model.Name;

    private GenerationRequest ToCore(LoadRequest request, string model) => new()
    {
        RequestId = $"load_{request.Index}",
        Model = model,
        Prompt = new ChatPrompt([.. request.Messages.Select(ToCore)], DropOldestTurns: false),
        Sampling = new SamplingOptions { Temperature = 0 },
        Stop = new StopConditions { MaxTokens = options.OutputTokensOf(request), IgnoreEndOfSequence = true },
    };

    private static ChatMessage ToCore(TraceMessage message) => new(
        message.Speaker switch { Speaker.System => ChatRole.System, Speaker.User => ChatRole.User, _ => ChatRole.Assistant }, message.Content);
}
