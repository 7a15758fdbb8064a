using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>A silo from its start to its end.</summary>
/// <param name="host">Runs it.</param>
/// <param name="end">Tells of its end.</param>
internal sealed class RunningSilo(IHost host, SiloEnd end)
{
    // Of a silo that the others take for dead there is nothing to hand over.
    private static readonly TimeSpan LongestAbort = TimeSpan.FromSeconds(1);

    /// <summary>Gets what reaches grains through it.</summary>
    public IGrainFactory Grains { get; } = host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Gets what it knows of silos that keep state.</summary>
    public Keepers Keepers { get; } = host.Services.GetRequiredService<Keepers>();

    /// <summary>Gets its container.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>Gets what ends when it is of no more use.</summary>
    public Task Ended => end.Ended;

    /// <summary>Leaves the cluster: grains are stored and go elsewhere, and the others hear of it at once.</summary>
    public async Task LeaveAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>Ends it without handing over; its port is free after that.</summary>
    public async Task AbortAsync()
    {
        using var limit = new CancellationTokenSource(LongestAbort);
        try
        {
            await host.StopAsync(limit.Token);
        }
        catch (Exception)
        {
            // Its parts fail because the cluster does not know it any more, which is why it ends.
        }

        host.Dispose();
    }
}
