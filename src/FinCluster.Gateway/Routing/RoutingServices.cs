using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Routing;

/// <summary>Adds routing to a gateway's services.</summary>
internal static class RoutingServices
{
    /// <summary>
    /// Adds the router. What watches the nodes feeds <see cref="FleetViewState"/> with their reports and <see cref="PrefixIndex"/> with
    /// their prefix updates; without that, a gateway routes by what it has in flight itself.
    /// </summary>
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
        services.AddSingleton<RequestRouter>();
    }
}
