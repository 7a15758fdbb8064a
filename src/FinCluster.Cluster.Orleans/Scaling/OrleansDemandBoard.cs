using System.Collections.Immutable;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Scaling.Demand;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Orleans.Scaling;

/// <summary>Keeps what gateways post in the cluster's <see cref="AutoscalerGrain"/>. All members may be called from any thread.</summary>
internal sealed partial class OrleansDemandBoard(GrainCalls calls, string clusterName, ILogger logger) : IDemandBoard
{
    private readonly GrainId _grain = GrainId.Create(AutoscalerGrain.GrainName, clusterName);
    private volatile bool _hasUnreadable;

    /// <inheritdoc/>
    public async ValueTask PostAsync(GatewayDemand demand, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        DemandArguments.Check(demand, lifetime);
        await calls.CallAsync(
            static (grains, call) => grains.GetGrain<IAutoscalerGrain>(call.Grain).PostAsync(call.Gateway, call.Text, call.Lifetime),
            (Grain: _grain, demand.Gateway, Text: GatewayDemandText.Format(demand), Lifetime: lifetime),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<GatewayDemand>> ReadAsync(CancellationToken cancellationToken)
    {
        List<string> texts = await calls.CallAsync(
            static (grains, grain) => grains.GetGrain<IAutoscalerGrain>(grain).ReadPostsAsync(), _grain, cancellationToken);
        ImmutableArray<GatewayDemand>.Builder posts = ImmutableArray.CreateBuilder<GatewayDemand>(texts.Count);
        FormatException? problem = null;
        foreach (string text in texts)
        {
            try
            {
                posts.Add(GatewayDemandText.Parse(text));
            }
            catch (FormatException e)
            {
                problem = e;
            }
        }

        // It is read every second; what is wrong is told once.
        if (problem is not null && !_hasUnreadable)
        {
            LogUnreadable(logger, problem);
        }

        _hasUnreadable = problem is not null;
        return posts.ToImmutable();
    }

    [LoggerMessage(4220, LogLevel.Warning, "the demand that a gateway posts cannot be read; it is left out")]
    private static partial void LogUnreadable(ILogger logger, Exception error);
}
