using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;
using FinCluster.Gateway.Fleet;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Routing;

/// <summary>Adds routing to a gateway's services.</summary>
internal static class RoutingServices
{
    /// <summary>Adds the router, and what tells it of the nodes' reports and prefixes.</summary>
    public static void AddRouting(this IServiceCollection services, RoutingOptions options)
    {
        services.AddOptions<RoutingOptions>()
            .Configure(bound => (bound.Policy, bound.Scorers, bound.Picker) = (options.Policy, options.Scorers, options.Picker))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(Random.Shared);
        services.AddSingleton<FleetViewState>();
        services.AddSingleton(new PrefixIndex());
        services.AddSingleton(provider => new RoutePipeline(
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<RoutingOptions>>().Value,
            provider.GetRequiredService<PrefixIndex>()));
        services.AddSingleton<RoutingMetrics>();
        services.AddSingleton<IFleetObserver, RoutingObserver>();
        services.AddSingleton<RequestRouter>();
    }
}
