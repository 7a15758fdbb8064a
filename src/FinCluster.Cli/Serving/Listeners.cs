using System.Net.Sockets;
using FinCluster.Core.Hosting;
using Microsoft.AspNetCore.Builder;

namespace FinCluster.Cli.Serving;

/// <summary>Opens the listeners of a host.</summary>
internal static class Listeners
{
    /// <summary>Starts a host.</summary>
    /// <param name="app">The host.</param>
    /// <param name="addresses">Where it listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">A listener cannot be opened; the message names it.</exception>
    public static async Task StartAsync(WebApplication app, ListenAddress[] addresses, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            // Kestrel explains a port in use by itself; an address of another machine, or a port for root only, it does not.
            throw new IOException($"cannot listen on {string.Join<ListenAddress>(" or ", addresses)}: {e.Message}", e);
        }
    }
}
