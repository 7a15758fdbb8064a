using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using FinCluster.Grpc.Server;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.v1.Embeddings.</summary>
internal sealed class EmbeddingsService(ModelDirectory models, GenerationDispatcher dispatcher, DrainControl drain)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(
        EmbeddingsReflection.Descriptor.Services[0], service => service.Unary<EmbedRequest, EmbedResponse>("Embed", EmbedAsync));

    private async Task<EmbedResponse> EmbedAsync(EmbedRequest request, GrpcCall call)
    {
        drain.ThrowIfDraining();
        var embedding = new EmbeddingRequest(
            models.Resolve(request.Model).Name, [.. request.Texts.Select(text => new TextPrompt(text))]);
        RequestValidator.Validate(embedding);
        EmbeddingResult result = await dispatcher.EmbedAsync(embedding, call.CancellationToken);
        var response = new EmbedResponse { Model = embedding.Model, PromptTokens = result.PromptTokens };
        foreach (ReadOnlyMemory<float> vector in result.Vectors)
        {
            var values = new Embedding();
            values.Values.AddRange(vector.ToArray());
            response.Embeddings.Add(values);
        }

        return response;
    }
}
