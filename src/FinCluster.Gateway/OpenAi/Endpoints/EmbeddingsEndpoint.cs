using System.Runtime.InteropServices;
using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/embeddings.</summary>
internal sealed class EmbeddingsEndpoint(
    ModelResolver models, AdmissionService admission, GenerationDispatcher dispatcher, Screener screener, DrainControl drain)
{
    public async Task HandleAsync(HttpContext http)
    {
        drain.ThrowIfDraining();
        EmbeddingRequest request;
        ServedModel model;
        bool base64;
        using (JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            var body = new JsonFields(document.RootElement, "");
            model = await models.ResolveAsync(body.String("model"), Caller.Of(http).Tenant, http.RequestAborted);
            CheckDimensions(body, model.Replica);
            base64 = IsBase64(body);
            request = new EmbeddingRequest(model.Replica.Name, screener.Mask(Caller.Tenant(http), PromptInput.Read(body, "input", parseControlTokens: false)));
        }

        RequestValidator.Validate(request);
        EmbeddingResult result = await admission.EmbedAsync(
            Caller.Of(http), request, model.Replica.ContextLength, () => EmbedAsync(request, http.RequestAborted), http.RequestAborted);
        RateLimitHeaders.Write(http);
        EmbeddingObject[] data = [.. result.Vectors.Select(
            (vector, index) => new EmbeddingObject("embedding", index) { Embedding = base64 ? Base64(vector) : vector.ToArray() })];
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, new EmbeddingList(
            "list", data, model.Name, new EmbeddingUsage(result.PromptTokens, result.PromptTokens)));
    }

    private async Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await dispatcher.EmbedAsync(request, cancellationToken);
        }
        catch (RequestException e) when (e.Parameter == "prompt")
        {
            // The engine's word for what this API calls input.
            throw new RequestException(e.Code, e.Message, "input", e);
        }
    }

    private static void CheckDimensions(in JsonFields body, ModelInfo model)
    {
        if (body.Integer("dimensions") is { } dimensions && dimensions != model.EmbeddingLength)
        {
            throw new RequestException(
                ErrorCode.Unsupported, $"the vectors of '{model.Name}' have {model.EmbeddingLength} dimensions and cannot be cut", "dimensions");
        }
    }

    private static bool IsBase64(in JsonFields body) => body.String("encoding_format") switch
    {
        null or "float" => false,
        "base64" => true,
        _ => throw RequestException.Invalid("encoding_format", "encoding_format must be 'float' or 'base64'"),
    };

    private static string Base64(ReadOnlyMemory<float> vector) => Convert.ToBase64String(MemoryMarshal.AsBytes(vector.Span));
}
