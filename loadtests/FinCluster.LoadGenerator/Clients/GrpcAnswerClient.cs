using System.Runtime.CompilerServices;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.Wire;

namespace FinCluster.LoadGenerator.Clients;

/// <summary>Asks over fincluster.v1.</summary>
internal sealed class GrpcAnswerClient(Uri address, LoadOptions options) : IAnswerClient
{
    private readonly GrpcChannel _channel = new(address, TimeProvider.System);

    public async IAsyncEnumerable<int> AskAsync(
        string question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ChatRequest
        {
            Model = options.Model ?? "",
            Sampling = new Sampling { Temperature = 0 },
            Stop = new Stop { MaxTokens = options.OutputTokens, IgnoreEos = true },
        };
        request.Messages.Add(new Message { Role = Role.User, Content = question });
        await foreach (ChatEvent step in _channel.ServerStreaming(PublicMethods.Chat, request, GrpcCallOptions.Default, cancellationToken))
        {
            if (step.EventCase == ChatEvent.EventOneofCase.Delta)
            {
                yield return step.Delta.TokenIds.Count;
            }
        }
    }

    public void Dispose() => _channel.Dispose();
}
