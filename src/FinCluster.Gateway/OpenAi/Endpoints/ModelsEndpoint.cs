using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>GET /v1/models and GET /v1/models/{id}.</summary>
internal sealed class ModelsEndpoint(ModelResolver models, TimeProvider time)
{
    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();

    public Task ListAsync(HttpContext http) => JsonResponse.WriteAsync(
        http.Response, StatusCodes.Status200OK, new ModelList("list", [.. models.All.Select(ToObject)]));

    public Task GetAsync(HttpContext http) => JsonResponse.WriteAsync(
        http.Response, StatusCodes.Status200OK, ToObject(models.Resolve((string?)http.GetRouteValue("id"), Caller.Of(http).Tenant)));

    private ModelObject ToObject(ServedModel model) => new(model.Name, "model", _created, "fincluster", model.Replica.ContextLength);
}
