using System.Runtime.CompilerServices;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Gateway.Fleet;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.Routing;
using FinCluster.Grpc;
using FinCluster.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Dispatch;

/// <summary>Generates answers on the fleet and carries them over the failure of a node. Thread-safe.</summary>
/// <remarks>
/// The tokens that a client has are kept here. When their node is lost, the request goes to another one, or to the same
/// one after its restart, together with those tokens; it continues behind them, so no token is lost and none comes twice.
/// The draws depend on seed and position alone. What is left to chance is rounding: a prompt that is read at once gives
/// slightly other logits than tokens that were generated one by one, so a close draw can fall on the other side.
/// </remarks>
internal sealed partial class GenerationDispatcher(
    NodeClientPool clients,
    RequestRouter router,
    StreamGuards guards,
    IFleet fleet,
    DrainControl drain,
    GatewayMetrics metrics,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<GenerationDispatcher> logger)
{
    private readonly DispatchOptions _options = options.Value;

    /// <summary>Generates one answer; see <see cref="GenerationEvent"/> for the order of events.</summary>
    /// <param name="request">The request; a time limit counts from now.</param>
    /// <param name="affinity">What a node's KV may be warm for, told where it goes; null for nothing.</param>
    /// <param name="tier">Which nodes may compute it; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestException">The request is refused or cannot be completed.</exception>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, SessionAffinity? affinity, NodeTier? tier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var progress = new AnswerProgress(request);
        var budget = new FailoverBudget(request.TimeLeft, _options, time);
        RouteRequest route = RouteRequests.Of(request, affinity, tier, budget.Suspects);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Expired);
        while (true)
        {
            using RouteTicket ticket = await FindPlaceAsync(route, budget, cancellationToken);
            FleetNode node = ticket.Node;
            affinity?.OnPlaced(node.Id);
            using StreamGuard guard = guards.Guard(node.Id, request.Model, budget.Moves, ending.Token);
            await using IAsyncEnumerator<GenerationEvent> events = clients.Get(node)
                .GenerateAsync(progress.NextRequest(budget.TimeLeft), guard.Token)
                .GetAsyncEnumerator(CancellationToken.None);
            while (await NextAsync(events, node, guard, budget, cancellationToken) is { } step)
            {
                budget.OnProgress();
                guard.OnEvent();
                if (step is GeneratedToken)
                {
                    ticket.OnToken();
                }

                if (progress.Accept(step))
                {
                    yield return step is GenerationStarted started ? started with { Node = node.Id.Value } : step;
                }

                if (step is GenerationFinished)
                {
                    yield break;
                }
            }

            metrics.OnFailover();
            LogFailover(logger, request.RequestId, node.Id, progress.DeliveredTokens);
        }
    }

    /// <summary>Turns texts into vectors. The texts of a lost node go to the next one.</summary>
    /// <exception cref="RequestException">The request is refused or cannot be completed.</exception>
    public async Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var budget = new FailoverBudget(timeLimit: null, _options, time);
        RouteRequest route = RouteRequests.Of(request, budget.Suspects);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Expired);
        while (true)
        {
            using RouteTicket ticket = await FindPlaceAsync(route, budget, cancellationToken);
            FleetNode node = ticket.Node;
            using StreamGuard guard = guards.Guard(node.Id, request.Model, budget.Moves, ending.Token);
            try
            {
                return await clients.Get(node).EmbedAsync(request, guard.Token);
            }
            catch (Exception e) when (IsNodeTrouble(e, cancellationToken))
            {
                OnFailure(node, guard, budget, e);
            }
        }
    }

    private async Task<RouteTicket> FindPlaceAsync(RouteRequest route, FailoverBudget budget, CancellationToken cancellationToken)
    {
        while (true)
        {
            FleetSnapshot snapshot = fleet.Current;
            if (router.TryRoute(route) is { } ticket)
            {
                return ticket;
            }

            budget.ThrowIfOver();
            drain.ThrowIfExpired();
            await WaitForChangeAsync(snapshot.Version, cancellationToken);

            // What failed a moment ago may be there again; if it is not, it is suspected anew.
            budget.Suspects.Clear();
        }
    }

    private async Task WaitForChangeAsync(long version, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pause = Task.Delay(_options.RetryInterval, time, patience.Token);
        await Task.WhenAny(pause, fleet.WaitForChangeAsync(version, patience.Token));
        await patience.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Reads the next event; null when the node is lost and the answer may go on elsewhere.</summary>
    /// <remarks>Pooled: an event that is not there yet would cost a state machine on the heap otherwise.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GenerationEvent?> NextAsync(
        IAsyncEnumerator<GenerationEvent> events, FleetNode node, StreamGuard guard, FailoverBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            if (await events.MoveNextAsync())
            {
                return events.Current;
            }

            OnFailure(node, guard, budget, new GrpcException(GrpcStatus.Internal, "the node ended the stream before the answer"));
        }
        catch (Exception e) when (IsNodeTrouble(e, cancellationToken))
        {
            OnFailure(node, guard, budget, e);
        }

        return null;
    }

    private static bool IsNodeTrouble(Exception e, CancellationToken caller) =>
        e is GrpcException || (e is OperationCanceledException && !caller.IsCancellationRequested);

    /// <summary>Decides whether the request can go on elsewhere; throws when it cannot.</summary>
    private void OnFailure(FleetNode node, StreamGuard guard, FailoverBudget budget, Exception failure)
    {
        drain.ThrowIfExpired();
        if (failure is GrpcException status)
        {
            if (status.Status == GrpcStatus.DeadlineExceeded)
            {
                throw new RequestException(ErrorCode.DeadlineExceeded, "the deadline passed before the answer was complete", inner: status);
            }

            // The node is well and has said what is wrong; only these two another node may do better.
            if (ErrorWire.FromStatus(status) is { } error && error.Code is not (ErrorCode.ShuttingDown or ErrorCode.EngineFailed))
            {
                throw error;
            }
        }

        if (guard.WasMoved)
        {
            budget.Moves++;
        }

        LogNodeFailed(logger, node.Id, guard.WasMoved ? "it has fallen silent" : failure.Message);
        budget.OnNodeFailed(node.Id, failure);
    }

    [LoggerMessage(1010, LogLevel.Warning, "node {Node} failed a request: {Reason}")]
    private static partial void LogNodeFailed(ILogger logger, NodeId node, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "request {RequestId} lost node {Node} after {DeliveredTokens} tokens and goes on")]
    private static partial void LogFailover(ILogger logger, string requestId, NodeId node, int deliveredTokens);
}
