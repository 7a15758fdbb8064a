using FinCluster.Core.Hosting;

namespace FinCluster.Gateway.Hosting;

/// <summary>A gateway does not start, because anybody on the network could use it.</summary>
/// <param name="message">Which listener is meant, and what to do.</param>
public sealed class ListenRefusedException(string message) : Exception(message)
{
    /// <summary>Throws when a listener is open to other machines although no tenant is defined.</summary>
    internal static void ThrowIfOpen(GatewayOptions options)
    {
        foreach (ListenAddress address in (ListenAddress[])[options.Http, options.Grpc])
        {
            if (!address.IsLoopback && !options.AllowAnonymous)
            {
                throw new ListenRefusedException(
                    $"{address} can be reached from other machines, but no tenant is defined, so anybody could ask; "
                    + "define one with `fincluster tenants add`, listen on 127.0.0.1, or pass --allow-anonymous if the network is yours");
            }
        }
    }
}
