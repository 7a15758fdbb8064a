using System.Runtime.CompilerServices;
using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Answers;
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
    AnswerMemory? memory,
    CanaryWatch outcomes,
    GatewayMetrics metrics,
    TimeProvider time) : IAsyncDisposable
{
    private const int AnswerCapacity = 1024;

    /// <summary>Gets the name of the answer in logs and support requests.</summary>
    public string Id => request.RequestId;

    /// <summary>Gets the name that the caller knows the model by.</summary>
    public string Model => plan.Central.Name;

    /// <summary>Gets what changes when other weights, adapters or rules answer.</summary>
    public string Fingerprint => plan.Central.Fingerprint;

    /// <summary>Gets the seed of the draws.</summary>
    public ulong Seed => request.Sampling.Seed;

    /// <summary>Gets the answer's first event, which says who computes it; null before it.</summary>
    public GenerationStarted? Started { get; private set; }

    /// <summary>Gets the session and, once the turn is stored, its new version; null without a session.</summary>
    public StoredTurn? Stored { get; private set; }

    // The edge's answers say nothing of a release of central's, and the other way round.
    private ServedModel Answering => Started?.Tier == "edge" ? plan.First : plan.Central;

    /// <summary>Generates the answer. When the last event comes, the turn is stored.</summary>
    /// <exception cref="RequestException">The request is refused or cannot be completed.</exception>
    public async IAsyncEnumerable<GenerationEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        metrics.OnStarted();
        try
        {
            var clock = new TurnClock(time);
            StringBuilder? answer = session is null && memory is null ? null : new StringBuilder(AnswerCapacity);
            int promptTokens = 0;
            if (plan.Cached is null)
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
                        Started = started;
                        promptTokens = started.PromptTokens;
                        admitted.OnPrompt(promptTokens);
                        break;
                    case GeneratedToken token:
                        answer?.Append(token.Text);
                        admitted.OnToken();
                        OnToken(clock);
                        break;
                    case GenerationFinished finished:
                        await StoreAsync(answer?.Append(finished.Text), cancellationToken);
                        Remember(finished, answer);

                        // Before the client knows that this is the end: its next request may need what this one held.
                        await admitted.DisposeAsync();
                        outcomes.OnAnswered(Answering, clock.FirstToken);
                        metrics.OnFinished(Model, clock.Elapsed, clock.FirstToken, promptTokens, finished.CompletionTokens);
                        break;
                }

                yield return step;
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
            throw;
        }
    }

    // An answer that was cut short, or that central should have given, is not one to give again.
    private void Remember(GenerationFinished finished, StringBuilder? answer)
    {
        if (memory is not null && answer is not null && finished.Reason == FinishReason.Stop && Started is { IsDegraded: false })
        {
            memory.Store(tenant, plan.Central, request, answer.ToString(), finished.CompletionTokens);
        }
    }

    private void OnToken(TurnClock clock)
    {
        if (clock.TryMarkFirstToken())
        {
            metrics.OnFirstToken(Model, clock.FirstToken);
            admitted.OnFirstToken(clock.FirstToken);
        }

        session?.Keep();
    }

    private async Task StoreAsync(StringBuilder? answer, CancellationToken cancellationToken)
    {
        if (session is not null && answer is not null)
        {
            ChatMessage message = new(ChatRole.Assistant, answer.ToString());
            long version = await session.CommitAsync([.. newMessages, message], cancellationToken);
            Stored = new StoredTurn(session.Id, version);
        }
    }
}
