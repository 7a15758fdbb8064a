using FinCluster.Core.Admission;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Scaling;
using FinCluster.Gateway.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Admission;

/// <summary>Decides which requests may run: by what their tenants have left, then by what the nodes can take. Thread-safe.</summary>
internal sealed partial class AdmissionService(
    ITenantLedger ledger,
    LedgerClerk clerk,
    ModelQueues queues,
    DemandCounters demand,
    AdmissionMetrics metrics,
    IOptions<AdmissionOptions> options,
    ILogger<AdmissionService> logger)
{
    private readonly AdmissionOptions _options = options.Value;

    /// <summary>Reserves a generation of an estimated size; null for a caller that has no limits.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="promptTokens">The estimated length of the prompt, in tokens.</param>
    /// <param name="stop">When the answer ends.</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Ends the call; what it reserved is given back.</param>
    /// <exception cref="RequestException">A limit of the tenant is in the way.</exception>
    public ValueTask<MeteredRequest?> ReserveAsync(
        RequestCaller caller, long promptTokens, StopConditions stop, ModelInfo model, CancellationToken cancellationToken) =>
        ReserveAsync(caller, Math.Min(promptTokens, model.ContextLength) + OutputTokens(stop, model), isStream: true, cancellationToken);

    /// <summary>Admits a generation that is reserved. It waits for its turn later, in <see cref="AdmittedGeneration.EnterAsync"/>.</summary>
    /// <remarks>
    /// The answers of one request are all reserved before the first of them waits: if they waited here, those that have a turn would hold it while
    /// the others wait for one.
    /// </remarks>
    public AdmittedGeneration Admit(RequestCaller caller, SloClass value, GenerationRequest request, ServedModel model, MeteredRequest? metered)
    {
        int prompt = TokenEstimate.OfPrompt(request.Prompt, model.Replica.ContextLength);
        var entry = new AdmissionRequest(caller.Tenant, value, caller.Limits.Weight, prompt, OutputTokens(request.Stop, model.Replica), request.TimeLeft);
        return new AdmittedGeneration(entry, queues, demand, model, metered, metrics);
    }

    /// <summary>Runs an embedding request within the tenant's limits. It waits for no turn: nodes compute embeddings beside generations.</summary>
    /// <exception cref="RequestException">A limit of the tenant is in the way, or the request failed.</exception>
    public async Task<EmbeddingResult> EmbedAsync(
        RequestCaller caller, EmbeddingRequest request, int contextLength, Func<Task<EmbeddingResult>> run, CancellationToken cancellationToken)
    {
        long estimate = request.Inputs.Sum(input => (long)TokenEstimate.OfPrompt(input, contextLength));
        MeteredRequest? metered = await ReserveAsync(caller, estimate, isStream: false, cancellationToken);
        try
        {
            EmbeddingResult result = await run();
            metered?.Add(result.PromptTokens);
            return result;
        }
        finally
        {
            await (metered?.SettleAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Counts a request that needs no model against the tenant's requests a second.</summary>
    /// <exception cref="RequestException">A limit of the tenant is in the way.</exception>
    public async ValueTask CountAsync(RequestCaller caller, CancellationToken cancellationToken)
    {
        MeteredRequest? metered = await ReserveAsync(caller, tokens: 0, isStream: false, cancellationToken);
        await (metered?.SettleAsync() ?? ValueTask.CompletedTask);
    }

    private int OutputTokens(StopConditions stop, ModelInfo model) => TokenEstimate.OfOutput(stop, _options.DefaultOutputTokens, model.ContextLength);

    private async ValueTask<MeteredRequest?> ReserveAsync(
        RequestCaller caller, long tokens, bool isStream, CancellationToken cancellationToken)
    {
        if (!caller.IsMetered)
        {
            return null;
        }

        var reservation = new Reservation(
            ReservationId.New(), caller.Tenant, caller.Limits, Reservation.Clamp(tokens), _options.ReservationLease, isStream);
        var metered = new MeteredRequest(reservation, clerk);
        try
        {
            ReserveResult result = await ledger.ReserveAsync(reservation, cancellationToken);
            caller.Usage = result.Usage;
            metrics.OnReserved(caller.Tenant, result.Over);
            if (result.Over is { } over)
            {
                throw Refuse(over, result.RetryAfter, reservation);
            }
        }
        catch (ControlPlaneUnavailableException e)
        {
            // The request runs and is booked when the ledger is back; it may be over a limit that nobody can check now.
            LogUnchecked(logger, e);
        }
        catch (OperationCanceledException)
        {
            // Whether the ledger has it is not known, so it is told that it is over.
            await metered.SettleAsync();
            throw;
        }

        clerk.Open(metered);
        return metered;
    }

    private static RequestException Refuse(LimitKind over, TimeSpan? retryAfter, Reservation reservation)
    {
        TenantLimits limits = reservation.Limits;
        string message = (over, retryAfter) switch
        {
            (LimitKind.Requests, _) => $"the tenant's limit of {limits.RequestsPerSecond} requests per second is reached",
            (LimitKind.Tokens, null) =>
                $"the request may take {reservation.Tokens} tokens, which is more than the tenant's limit of {limits.TokensPerMinute} tokens per minute",
            (LimitKind.Tokens, _) => $"the tenant's limit of {limits.TokensPerMinute} tokens per minute is reached",
            (LimitKind.Streams, _) => $"the tenant's limit of {limits.ConcurrentStreams} concurrent requests is reached",
            (_, null) =>
                $"the request may take {reservation.Tokens} tokens, which is more than the tenant's {limits.MonthlyTokens} tokens per month",
            _ => $"the tenant's {limits.MonthlyTokens} tokens of this month do not suffice for a request of up to {reservation.Tokens}",
        };
        bool isQuota = over == LimitKind.Budget || retryAfter is null;
        return new RequestException(isQuota ? ErrorCode.QuotaExceeded : ErrorCode.RateLimitExceeded, message) { RetryAfter = retryAfter };
    }

    [LoggerMessage(1043, LogLevel.Warning, "the ledger cannot be reached; requests run unchecked and are booked later")]
    private static partial void LogUnchecked(ILogger logger, Exception error);
}
