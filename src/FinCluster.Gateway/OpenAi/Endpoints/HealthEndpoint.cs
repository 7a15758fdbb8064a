using FinCluster.Core.Fleet;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>GET /health: 200 while the gateway can answer questions, 503 when it drains or has no node.</summary>
internal sealed class HealthEndpoint(IFleet fleet, DrainControl drain)
{
    public Task HandleAsync(HttpContext http)
    {
        string status = drain.IsDraining ? "draining"
            : fleet.Current.Nodes.Any(node => node.State == NodeState.Ready) ? "ok"
            : "no node";
        return JsonResponse.WriteAsync(
            http.Response, status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, new Health(status));
    }
}
