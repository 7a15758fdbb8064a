using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Gateway.Routing;

/// <summary>Gives requests their places on the fleet. Thread-safe; it waits for nothing.</summary>
internal sealed class RequestRouter(
    IFleet fleet, FleetViewState views, RoutePipeline pipeline, RoutingMetrics metrics, TimeProvider time, Random random)
{
    /// <summary>Takes a place for a request; null when no replica takes work for it.</summary>
    public RouteTicket? TryRoute(RouteRequest request)
    {
        long started = time.GetTimestamp();
        RouteDecision? decision = pipeline.Route(views.OnFleet(fleet.Current), request, RoutingClock.Now(time), random);

        // The place is taken before anything else happens, so that the next decision knows of it.
        RouteTicket? ticket = decision is { } found ? new RouteTicket(found.Replica, NewTokens(request, found)) : null;
        metrics.OnDecided(pipeline.Name, time.GetElapsedTime(started), request, decision);
        return ticket;
    }

    private static long NewTokens(RouteRequest request, RouteDecision decision) => request.Blocks.IsEmpty
        ? request.PromptTokens
        : request.PromptTokens - ((long)request.PromptTokens * decision.HeldBlocks / request.Blocks.Length);
}
