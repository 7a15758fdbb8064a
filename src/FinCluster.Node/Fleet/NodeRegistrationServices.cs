using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Node.Fleet;

/// <summary>Adds the registration with a fleet to a node's services.</summary>
public static class NodeRegistrationServices
{
    /// <summary>Lets the node announce itself to the <c>IFleet</c> of the services.</summary>
    public static void AddNodeRegistration(this IServiceCollection services, NodeIdentity identity)
    {
        services.AddSingleton(identity);
        services.AddSingleton<IHostedService, NodeRegistration>();
    }
}
