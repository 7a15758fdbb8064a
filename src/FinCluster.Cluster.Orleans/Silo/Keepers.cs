using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Core.Errors;
using Orleans.Metadata;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>Knows whether a silo is there that keeps state.</summary>
/// <remarks>A call to a grain that no silo offers is held back by the runtime for seconds, and with it those that come after the first keeper did.</remarks>
/// <param name="manifests">What the silos of now offer.</param>
/// <param name="time">Measures the wait.</param>
internal sealed class Keepers(IClusterManifestProvider manifests, TimeProvider time)
{
    private static readonly GrainType Kept = GrainType.Create(FleetGrain.GrainName);

    // A silo that has just joined learns of the others in a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits a little for one; the same call can succeed later.</summary>
    /// <exception cref="ControlPlaneUnavailableException">There is none.</exception>
    public ValueTask RequireAsync(CancellationToken cancellationToken) =>
        HasOne(manifests.Current) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(cancellationToken));

    private static bool HasOne(ClusterManifest cluster)
    {
        foreach (GrainManifest silo in cluster.AllGrainManifests)
        {
            if (silo.Grains.ContainsKey(Kept))
            {
                return true;
            }
        }

        return false;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await foreach (ClusterManifest cluster in manifests.Updates.WithCancellation(either.Token))
            {
                if (HasOne(cluster))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Reported below.
        }

        throw new ControlPlaneUnavailableException("no gateway has joined the cluster yet");
    }
}
