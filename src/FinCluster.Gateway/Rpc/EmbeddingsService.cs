using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Tenants;
using FinCluster.Grpc.Server;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.v1.Embeddings.</summary>
internal sealed class EmbeddingsService(
    ModelResolver models, AdmissionService admission, GenerationDispatcher dispatcher, Screener screener, DrainControl drain)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(
        EmbeddingsReflection.Descriptor.Services[0], service => service.Unary<EmbedRequest, EmbedResponse>("Embed", EmbedAsync));

    private async Task<EmbedResponse> EmbedAsync(EmbedRequest request, GrpcCall call)
    {
        drain.ThrowIfDraining();
        RequestCaller caller = Caller.Of(call.HttpContext);
        ServedModel model = await models.ResolveAsync(request.Model, caller.Tenant, call.CancellationToken);
        var embedding = new EmbeddingRequest(model.Replica.Name, screener.Mask(caller.Tenant, [.. request.Texts.Select(text => new TextPrompt(text))]));
        RequestValidator.Validate(embedding);
        EmbeddingResult result = await admission.EmbedAsync(
            caller, embedding, model.Replica.ContextLength, () => dispatcher.EmbedAsync(embedding, call.CancellationToken), call.CancellationToken);
        var response = new EmbedResponse { Model = model.Name, PromptTokens = result.PromptTokens };
        foreach (ReadOnlyMemory<float> vector in result.Vectors)
        {
            var values = new Embedding();
            values.Values.AddRange(vector.ToArray());
            response.Embeddings.Add(values);
        }

        return response;
    }
}
