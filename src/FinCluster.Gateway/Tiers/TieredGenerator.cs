using System.Runtime.CompilerServices;
using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Answers;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tiers;

/// <summary>Generates answers by plan: from the edge while it is sure of what it says, else from central. Thread-safe.</summary>
/// <remarks>
/// The edge's first tokens are held back until the probe has decided, so a client sees one answer only, from its first token to its last. An edge that
/// fails, or is too slow, falls through like one that is not sure. When central cannot be reached the edge's answer is given, and says so.
/// </remarks>
internal sealed partial class TieredGenerator(
    GenerationDispatcher dispatcher, TierPlanner planner, TierMetrics metrics, IOptions<TierOptions> options, TimeProvider time, ILogger<TieredGenerator> logger)
{
    // As many as the probe's limits were learned with.
    private const int ProbedAlternatives = 5;

    private readonly ProbeThresholds _thresholds = EdgeWeights.Shipped.Probe with { MaxMilliseconds = (int)options.Value.ProbeTime.TotalMilliseconds };

    /// <summary>Generates one answer; see <see cref="GenerationEvent"/> for the order of events.</summary>
    /// <param name="request">The request, for the plan's first model; a time limit counts from now.</param>
    /// <param name="plan">Who is asked.</param>
    /// <param name="admitted">The request's turn, which moves to the queue of the model that is asked.</param>
    /// <param name="affinity">What a node's KV may be warm for; null for nothing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Errors.RequestException">The request is refused or cannot be completed.</exception>
    public IAsyncEnumerable<GenerationEvent> GenerateAsync(
        GenerationRequest request, TierPlan plan, AdmittedGeneration admitted, SessionAffinity? affinity, CancellationToken cancellationToken)
    {
        if (plan.Refusal is { } refusal)
        {
            return RefuseAsync(refusal);
        }

        if (plan.Cached is { } cached)
        {
            return GiveAgain(cached);
        }

        if (plan.Edge is null)
        {
            return planner.IsEnabled
                ? NoteAsync(dispatcher.GenerateAsync(request, affinity, NodeTier.Central, cancellationToken), Central(plan, ""), cancellationToken)
                : dispatcher.GenerateAsync(request, affinity, null, cancellationToken);
        }

        return plan.IsEdgeFinal
            ? NoteAsync(dispatcher.GenerateAsync(request, affinity, NodeTier.Edge, cancellationToken), Edge(plan, "", plan.IsDegraded), cancellationToken)
            : ProbeAsync(request, plan, admitted, affinity, cancellationToken);
    }

    private static async IAsyncEnumerable<GenerationEvent> GiveAgain(CachedAnswer answer)
    {
        await Task.CompletedTask;
        yield return new GenerationStarted(PromptTokens: 0, CachedTokens: 0, DroppedMessages: 0) { Tier = "cache" };
        yield return new GenerationFinished(FinishReason.Stop, answer.Text, CompletionTokens: 0);
    }

    private static async IAsyncEnumerable<GenerationEvent> RefuseAsync(string words)
    {
        await Task.CompletedTask;
        yield return new GenerationStarted(PromptTokens: 0, CachedTokens: 0, DroppedMessages: 0);
        yield return new GenerationFinished(FinishReason.ContentFilter, words, CompletionTokens: 0);
    }

    private static AnswerTier Central(TierPlan plan, string probe) => new(NodeTier.Central, Join(plan.Reason, probe));

    private static AnswerTier Edge(TierPlan plan, string probe, bool isDegraded) =>
        new(NodeTier.Edge, Join(plan.Reason, probe)) { IsDegraded = isDegraded };

    private static string Join(string decision, string probe) => string.Join(' ', new[] { decision, probe }.Where(part => !string.IsNullOrEmpty(part)));

    private async IAsyncEnumerable<GenerationEvent> NoteAsync(
        IAsyncEnumerable<GenerationEvent> events, AnswerTier tier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        metrics.OnAnswered(tier, fellThrough: false);
        await foreach (GenerationEvent step in events.WithCancellation(cancellationToken))
        {
            yield return step is GenerationStarted started ? Note(started, tier) : step;
        }
    }

    private async IAsyncEnumerable<GenerationEvent> ProbeAsync(
        GenerationRequest request, TierPlan plan, AdmittedGeneration admitted, SessionAffinity? affinity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        using var edge = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        GenerationRequest probed = request with { TopLogProbs = Math.Max(request.TopLogProbs ?? 0, ProbedAlternatives) };
        IAsyncEnumerator<GenerationEvent> events = dispatcher.GenerateAsync(probed, affinity, NodeTier.Edge, edge.Token).GetAsyncEnumerator(CancellationToken.None);
        var attempt = new EdgeAttempt(events, new ConfidenceProbe(_thresholds, time), time);
        bool isOver = false;
        try
        {
            ProbeVerdict verdict = await attempt.ProbeAsync(cancellationToken);
            string said = attempt.Failure is { } failure ? $"edge:{failure.Kind.Name}" : EdgeAttempt.Describe(verdict);
            bool isSure = verdict.Outcome == ProbeOutcome.Keep;
            if (isSure || (attempt.Failure is null && !planner.IsReachable(plan.Central, NodeTier.Central)))
            {
                AnswerTier tier = Edge(plan, said, isDegraded: !isSure);
                metrics.OnAnswered(tier, fellThrough: false);
                await foreach (GenerationEvent step in KeepAsync(attempt, request, tier))
                {
                    yield return step;
                }

                yield break;
            }

            isOver = true;
            _ = EndAsync(edge, attempt, events);
            metrics.OnFallThrough(time.GetElapsedTime(began));
            LogFallThrough(logger, request.RequestId, said);
            AnswerTier central = Central(plan, said);
            metrics.OnAnswered(central, fellThrough: true);
            await admitted.MoveAsync(plan.Central, attempt.Tokens, cancellationToken);
            GenerationRequest next = request with { Model = plan.Central.Replica.Name, TimeLeft = request.TimeLeft - time.GetElapsedTime(began) };
            await foreach (GenerationEvent step in dispatcher.GenerateAsync(next, affinity, NodeTier.Central, cancellationToken))
            {
                yield return step is GenerationStarted started ? Note(started, central) : step;
            }
        }
        finally
        {
            if (!isOver)
            {
                await EndAsync(edge, attempt, events);
            }
        }
    }

    private static async IAsyncEnumerable<GenerationEvent> KeepAsync(EdgeAttempt attempt, GenerationRequest request, AnswerTier tier)
    {
        foreach (GenerationEvent step in attempt.Held)
        {
            yield return Clean(step, request, tier);
        }

        if (attempt.Held is [.., GenerationFinished])
        {
            yield break;
        }

        while (await attempt.ReadAsync() is { } step)
        {
            yield return Clean(step, request, tier);
        }
    }

    /// <summary>Takes out of an event what only the probe needed.</summary>
    private static GenerationEvent Clean(GenerationEvent step, GenerationRequest request, AnswerTier tier) => step switch
    {
        GenerationStarted started => Note(started, tier),
        GeneratedToken { LogProbs: { } logProbs } token => token with
        {
            LogProbs = request.TopLogProbs is { } wanted ? logProbs with { Top = [.. logProbs.Top.Take(wanted)] } : null,
        },
        _ => step,
    };

    private static GenerationStarted Note(GenerationStarted started, AnswerTier tier) =>
        started with { Tier = tier.Name, TierReason = tier.Reason, IsDegraded = tier.IsDegraded };

    // Central is not kept waiting for the edge to hear of it.
    private static async Task EndAsync(CancellationTokenSource edge, EdgeAttempt attempt, IAsyncEnumerator<GenerationEvent> events)
    {
        await edge.CancelAsync();
        await attempt.SettleAsync();
        await events.DisposeAsync();
    }

    [LoggerMessage(1060, LogLevel.Debug, "request {RequestId} falls through to central: {Reason}")]
    private static partial void LogFallThrough(ILogger logger, string requestId, string reason);
}
