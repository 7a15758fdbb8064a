using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Wire;

namespace FinCluster.Node.Tests;

/// <summary>Calls a node as a gateway does.</summary>
internal static class NodeCalls
{
    /// <summary>The shortest question.</summary>
    public static GenerationRequest Question(string model = "fake") => new()
    {
        RequestId = "r", Model = model, Prompt = new ChatPrompt([new ChatMessage(ChatRole.User, "?")]),
    };

    /// <summary>Reads an answer, event by event.</summary>
    public static IAsyncEnumerable<GenerateEvent> Generate(
        this GrpcChannel channel, GenerationRequest request, CancellationToken cancellationToken) => channel.ServerStreaming(
            NodeMethods.Generate, NodeWire.ToProto(request), new GrpcCallOptions { Timeout = request.TimeLeft }, cancellationToken);

    /// <summary>Reads a whole answer.</summary>
    public static async Task<List<GenerationEvent>> AnswerAsync(this GrpcChannel channel, GenerationRequest request)
    {
        var events = new List<GenerationEvent>();
        await foreach (GenerateEvent step in channel.Generate(request, TestTimeouts.Token))
        {
            events.Add(NodeWire.ToCore(step)!);
        }

        return events;
    }
}
