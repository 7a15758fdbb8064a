using System.Runtime.CompilerServices;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Answers;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Sessions;
using FinCluster.Gateway.Tiers;

namespace FinCluster.Gateway.Chat;

/// <summary>One answer on its way, and the session that it will be stored in. Used by one call at a time.</summary>
internal sealed class ChatTurn(
    TenantId tenant,
    GenerationRequest request,
    TierPlan plan,
    IReadOnlyList<ChatMessage> newMessages,
    SessionWriter? session,
    AdmittedGeneration admitted,
    TieredGenerator generator,
    AnswerKeeper? keeper,
    RequestScreening screening,
    CanaryWatch outcomes,
    GatewayMetrics metrics,
    TimeProvider time) : IAsyncDisposable
{
    private readonly AnswerScreen _screen = screening.OpenAnswer(isKept: session is not null || keeper is not null);
    private int _tokens;

    /// <summary>Gets the name of the answer in logs and support requests.</summary>
    public string Id => request.RequestId;

    /// <summary>Gets the name that the caller knows the model by.</summary>
    public string Model => plan.Central.Name;

    /// <summary>Gets what changes when other weights, adapters or rules answer.</summary>
    public string Fingerprint => plan.Central.Fingerprint;

    /// <summary>Gets the seed of the draws.</summary>
    public ulong Seed => request.Sampling.Seed;

    /// <summary>Gets what the model is given of what its release knows; null when nothing was searched.</summary>
    public FoundKnowledge? Knowledge => plan.Knowledge;

    /// <summary>Gets what was and is done to the question and the answer.</summary>
    public RequestScreening Screening => screening;

    /// <summary>Gets the answer's first event, which says who computes it; null before it.</summary>
    public GenerationStarted? Started { get; private set; }

    /// <summary>Gets the session and, once the turn is stored, its new version; null without a session.</summary>
    public StoredTurn? Stored { get; private set; }

    /// <summary>Gets what a second model does to the answer; null for nothing.</summary>
    public TurnRefinement? Refinement { get; init; }

    // The edge's answers say nothing of a release of central's, and the other way round.
    private ServedModel Answering => Started?.Tier == "edge" ? plan.First : plan.Central;

    private (int Prompt, int Completion) Counts => (Started?.PromptTokens ?? 0, _tokens);

    /// <summary>Generates the answer. When the last event comes, the turn is stored and recorded.</summary>
    /// <exception cref="RequestException">The request is refused or cannot be completed.</exception>
    public IAsyncEnumerable<GenerationEvent> RunAsync(CancellationToken cancellationToken) =>
        Refinement is null ? GenerateAsync(cancellationToken) : Refinement.RunAsync(this, cancellationToken);

    /// <summary>Generates what the model writes, before a second one works on it.</summary>
    /// <exception cref="RequestException">The request is refused or cannot be completed.</exception>
    internal async IAsyncEnumerable<GenerationEvent> GenerateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        metrics.OnStarted();
        try
        {
            var clock = new TurnClock(time);
            if (!plan.IsReady)
            {
                await admitted.EnterAsync(cancellationToken);
            }

            GenerationRequest next = request with { TimeLeft = request.TimeLeft - admitted.Waited };
            await using IAsyncEnumerator<GenerationEvent> steps =
                generator.GenerateAsync(next, plan, admitted, session?.Affinity, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
            while (await MoveNextAsync(steps))
            {
                GenerationEvent step = steps.Current;
                switch (step)
                {
                    case GenerationStarted started:
                        await StartAsync(started, cancellationToken);
                        yield return step;
                        break;
                    case GeneratedToken token:
                        admitted.OnToken();
                        OnToken(clock);
                        if (_screen.Push(token) is { } same)
                        {
                            yield return same;
                        }
                        else
                        {
                            while (_screen.TryTake(out GeneratedToken ready))
                            {
                                yield return ready;
                            }
                        }

                        if (_screen.Violation is not null)
                        {
                            // Leaving the loop ends the generation; its tokens are counted as far as it came.
                            yield return await FinishAsync(new GenerationFinished(FinishReason.ContentFilter, "", _tokens), clock, cancellationToken);
                            yield break;
                        }

                        break;
                    case GenerationFinished finished:
                        GenerationFinished last = await FinishAsync(finished, clock, cancellationToken);
                        while (_screen.TryTake(out GeneratedToken held))
                        {
                            yield return held;
                        }

                        yield return last;
                        break;
                }
            }
        }
        finally
        {
            metrics.OnEnded();
            await admitted.DisposeAsync();
        }
    }

    /// <summary>Lets go of the session, if the turn was not stored, and of what was reserved.</summary>
    public async ValueTask DisposeAsync()
    {
        screening.End(_screen, Counts, Fingerprint);
        _screen.Dispose();
        await admitted.DisposeAsync();
        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    // Pooled: an event that is not there yet would cost a state machine on the heap otherwise.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<GenerationEvent> steps)
    {
        try
        {
            return await steps.MoveNextAsync();
        }
        catch (RequestException e)
        {
            outcomes.OnFailed(Answering, e.Kind);
            screening.OnFailed(e.Kind);
            throw;
        }
    }

    private async Task StartAsync(GenerationStarted started, CancellationToken cancellationToken)
    {
        Started = started;
        admitted.OnPrompt(started.PromptTokens);
        screening.Trail.Routed(Answering, started);

        // Nothing is said that the loss of power would leave without a record of the question. It was written while the prompt was read.
        await screening.WaitAsync(cancellationToken);
    }

    /// <summary>Stores and records the answer, and makes its last event.</summary>
    private async Task<GenerationFinished> FinishAsync(GenerationFinished finished, TurnClock clock, CancellationToken cancellationToken)
    {
        ScreenedAnswer answer = plan.Refusal is { } refusal
            ? new ScreenedAnswer(refusal, refusal, finished.Reason)
            : screening.Complete(_screen, finished.Text, finished.Reason);
        _tokens = finished.CompletionTokens;
        if (answer.Reason == FinishReason.ContentFilter)
        {
            outcomes.OnRefused(Answering);
        }

        await StoreAsync(answer.Masked, cancellationToken);
        Remember(answer.Reason, finished, answer.Masked);
        GenerationFinished last = finished with { Reason = answer.Reason };
        string label = await screening.FinishAsync(request, Started!, last, _screen, answer.Masked, Counts, Fingerprint, cancellationToken);
        last = last with { Text = answer.Shown + label };

        // Before the client knows that this is the end: its next request may need what this one held.
        await admitted.DisposeAsync();
        outcomes.OnAnswered(Answering, clock.FirstToken);
        metrics.OnFinished(Model, clock.Elapsed, clock.FirstToken, Counts.Prompt, finished.CompletionTokens);
        return last;
    }

    // An answer that was cut short, or that central should have given, is not one to give again.
    private void Remember(FinishReason reason, GenerationFinished finished, string answer)
    {
        if (keeper is not null && reason == FinishReason.Stop && Started is { IsDegraded: false })
        {
            keeper.Keep(tenant, plan.Central, answer, finished.CompletionTokens);
        }
    }

    private void OnToken(TurnClock clock)
    {
        _tokens++;
        if (clock.TryMarkFirstToken())
        {
            metrics.OnFirstToken(Model, clock.FirstToken);
            admitted.OnFirstToken(clock.FirstToken);
        }

        session?.Keep();
    }

    private async Task StoreAsync(string answer, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return;
        }

        // What was refused does not become a part of what later questions are read with.
        long version = plan.Refusal is null
            ? await session.CommitAsync([.. newMessages, new ChatMessage(ChatRole.Assistant, answer)], cancellationToken)
            : session.Version;
        Stored = new StoredTurn(session.Id, version);
    }
}
