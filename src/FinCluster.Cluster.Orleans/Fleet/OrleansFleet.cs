using System.Collections.Immutable;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Fleet;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Orleans.Fleet;

/// <summary>Follows the cluster's <see cref="FleetGrain"/>. While no silo answers, what was known stays.</summary>
/// <remarks>One loop asks for the next change and replaces the snapshot.</remarks>
internal sealed partial class OrleansFleet : IFleet, IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly GrainCalls _calls;
    private readonly SiloMembership _membership;
    private readonly OrleansOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FleetState _state = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly GrainId _grain;
    private readonly Task _following;

    public OrleansFleet(GrainCalls calls, SiloMembership membership, OrleansOptions options, TimeProvider time, ILogger logger)
    {
        (_calls, _membership, _options, _time, _logger) = (calls, membership, options, time, logger);
        _grain = GrainId.Create(FleetGrain.GrainName, options.ClusterName);
        _following = Task.Run(FollowAsync);
    }

    /// <inheritdoc/>
    public FleetSnapshot Current => _state.Current;

    /// <inheritdoc/>
    public TimeSpan AnnouncementLifetime => _options.AnnouncementLifetime;

    /// <inheritdoc/>
    public async ValueTask AnnounceAsync(FleetNode node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<IFleetGrain>(call.Grain).AnnounceAsync(call.Id, call.Text, call.Lifetime),
            (Grain: _grain, Id: node.Id.Value, Text: FleetNodeText.Format(node), Lifetime: AnnouncementLifetime),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(NodeId node, CancellationToken cancellationToken) =>
        await _calls.CallAsync(
            static (grains, call) => grains.GetGrain<IFleetGrain>(call.Grain).RemoveAsync(call.Id), (Grain: _grain, Id: node.Value), cancellationToken);

    /// <inheritdoc/>
    public Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _state.WaitForChangeAsync(version, cancellationToken);

    /// <summary>Stops following.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _following;
        _ending.Dispose();
    }

    private static ImmutableArray<FleetNode> Parse(FleetDocument document)
    {
        ImmutableArray<FleetNode>.Builder nodes = ImmutableArray.CreateBuilder<FleetNode>(document.Nodes.Count);
        foreach ((string id, string text) in document.Nodes)
        {
            // What another build wrote must not hide the other nodes.
            if (FleetNodeText.TryParse(id, text, out FleetNode? node))
            {
                nodes.Add(node);
            }
        }

        return nodes.DrainToImmutable();
    }

    private async Task FollowAsync()
    {
        long version = -1;
        bool isAway = false;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                FleetDocument document = await _membership.WatchAsync(
                    static (grains, call) => grains.GetGrain<IFleetGrain>(call.Grain).WatchAsync(call.Version), (Grain: _grain, Version: version), _ending.Token);
                if (document.Version != version)
                {
                    version = document.Version;
                    ImmutableArray<FleetNode> nodes = Parse(document);
                    if (!nodes.IsEmpty || !Current.Nodes.IsEmpty)
                    {
                        _state.Replace(nodes);
                    }
                }

                isAway = false;
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!isAway)
                {
                    LogAway(_logger, e);
                }

                isAway = true;
                await Task.Delay(RetryDelay, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(4200, LogLevel.Warning, "no silo of the cluster tells who is alive; the last fleet that was known stays")]
    private static partial void LogAway(ILogger logger, Exception error);
}
