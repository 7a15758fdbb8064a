using System.Security.Cryptography;
using FinCluster.Core.Edge.Answers;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Answers;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Knowledge;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Sessions;
using FinCluster.Gateway.Tiers;

namespace FinCluster.Gateway.Chat;

/// <summary>Begins turns: finds the model, takes the session and makes the request. Thread-safe.</summary>
internal sealed class ChatService(
    ModelResolver models,
    SessionService sessions,
    SessionSizes sizes,
    AdmissionService admission,
    TierPlanner tiers,
    TieredGenerator generator,
    AnswerMemory memory,
    Screener screener,
    KnowledgeSearch knowledge,
    Refiner refiner,
    CanaryWatch outcomes,
    DrainControl drain,
    GatewayMetrics metrics,
    TimeProvider time)
{
    private static readonly TimeSpan AheadPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAhead = TimeSpan.FromMinutes(1);

    /// <summary>Draws a seed for a request that brings none.</summary>
    public static ulong NewSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Begins a turn. What is wrong with the request shows here, or with the turn's first event.</summary>
    /// <exception cref="RequestException">The request is refused.</exception>
    public async Task<ChatTurn> BeginAsync(ChatCommand command, CancellationToken cancellationToken)
    {
        drain.ThrowIfDraining();
        RequestValidator.ValidateSize(command.Prompt);
        RefinementWish.Check(command);
        command = command.Refinement is null ? command : command with { Stage = AnswerStage.Draft };
        string id = "gen_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        RequestScreening screening = screener.Begin(command, id);

        // Both wait for the control plane, so they do so side by side.
        Task<MeteredRequest?>? reserving = ReserveAhead(command, cancellationToken);
        SessionWriter? session = null;
        try
        {
            session = command.Session is { } reference ? await sessions.OpenAsync(command.Tenant, reference, cancellationToken) : null;
            Prompt question = screening.Receive(session?.Messages ?? []);
            ServedModel model = await models.ResolveAsync(
                string.IsNullOrEmpty(command.Model) ? session?.Model : command.Model, command.Tenant, session?.Id.Value ?? id, command.TimeLimit, cancellationToken);
            session?.Keep();
            command = command with { Prompt = question };
            GenerationRequest asked = NewRequest(command, id, model, WithHistory(command, session));
            RequestValidator.Validate(asked);
            await screening.JudgeAsync(model, cancellationToken);
            bool isKept = session is null && screening.Refusal is null && command.UsesKnowledge && memory.IsEnabled && memory.Check(asked) == CacheRefusal.None;
            TierPlan plan = screening.Refusal is { } refusal ? new TierPlan(model) { Refusal = refusal }
                : command.Class == SloClass.Realtime && memory.IsEnabled ? await FindAnswerAsync(command, model, asked, isKept, cancellationToken)
                : tiers.Plan(command, model, asked, await knowledge.FindAsync(command, model, asked.Prompt, cancellationToken));
            (GenerationRequest request, plan) = Give(asked with { Model = plan.First.Replica.Name }, plan);
            screening.Trail.Found(plan.Knowledge);
            MeteredRequest? metered = reserving is null ? await ReserveAsync(command, request.Prompt, model.Replica, cancellationToken) : await reserving;
            AdmittedGeneration admitted = admission.Admit(command.Caller, command.Class, request, plan.First, metered);
            AnswerKeeper? keeper = isKept && plan.Cached is null ? new AnswerKeeper(memory, asked, plan.Knowledge) : null;
            return new ChatTurn(command.Tenant, request, plan, NewMessages(command), session, admitted, generator, keeper, screening, outcomes, metrics, time)
            {
                Refinement = command.Refinement is { } wish ? new TurnRefinement(refiner, this, command, wish, time) : null,
            };
        }
        catch (Exception e)
        {
            await GiveBackAsync(session, reserving);
            screening.Fail(e);
            throw;
        }
    }

    // The realtime class never waits for generation. What it does not find is generated for whoever asks again.
    private async Task<TierPlan> FindAnswerAsync(
        ChatCommand command, ServedModel model, GenerationRequest asked, bool isKept, CancellationToken cancellationToken)
    {
        if (!isKept)
        {
            throw RequestException.Invalid(
                RequestHeaders.Class, "the class realtime gives answers that are there already; this question's cannot be given again, ask in the class interactive");
        }

        if (await memory.FindAsync(command.Tenant, model, asked, cancellationToken) is { } cached && knowledge.Holds(cached.Knowledge))
        {
            return new TierPlan(model) { Cached = cached, Knowledge = cached.Knowledge };
        }

        if (memory.TryClaim(command.Tenant, model, asked) is { } claim)
        {
            // Whoever had claimed it before may have stored it since the look above.
            if (memory.FindSame(command.Tenant, model, asked) is { } stored && knowledge.Holds(stored.Knowledge))
            {
                claim.Dispose();
                return new TierPlan(model) { Cached = stored, Knowledge = stored.Knowledge };
            }

            _ = GenerateAheadAsync(command with { Class = SloClass.Interactive, Stage = AnswerStage.Ahead, Refinement = null }, claim);
        }

        throw new RequestException(
            ErrorCode.AnswerNotReady, "there is no answer to this question yet; it is generated now, or ask in the class interactive") { RetryAfter = AheadPause };
    }

    private async Task GenerateAheadAsync(ChatCommand command, IDisposable claim)
    {
        try
        {
            using var limit = new CancellationTokenSource(LongestAhead, time);
            await using ChatTurn turn = await BeginAsync(command, limit.Token);
            await foreach (GenerationEvent step in turn.RunAsync(limit.Token))
            {
                // The turn keeps the answer when it ends.
            }
        }
        catch (Exception e) when (e is RequestException or OperationCanceledException)
        {
            // Whoever asks again is told so again.
        }
        finally
        {
            claim.Dispose();
        }
    }

    // What is stored of the turn, and kept for others, is the question as it was asked.
    private static (GenerationRequest Request, TierPlan Plan) Give(GenerationRequest asked, TierPlan plan)
    {
        if (plan is { IsReady: true } or { Knowledge: null })
        {
            return (asked, plan);
        }

        (GenerationRequest request, FoundKnowledge given) = KnowledgeSearch.Give(plan.Knowledge, asked, plan.First.Replica);
        return (request, plan with { Knowledge = given });
    }

    private static GenerationRequest NewRequest(ChatCommand command, string id, ServedModel model, Prompt prompt) => new()
    {
        RequestId = id,
        Model = model.Replica.Name,
        Prompt = prompt,
        Sampling = command.Sampling,
        Stop = command.Stop,
        Constraint = command.Constraint,
        TopLogProbs = command.TopLogProbs,
        CacheSalt = command.Tenant.Value,
        TimeLeft = command.TimeLimit - (model.Held ?? TimeSpan.Zero),
    };

    private static async ValueTask GiveBackAsync(SessionWriter? session, Task<MeteredRequest?>? reserving)
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }

        if (reserving is not null)
        {
            await ((Task)reserving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (reserving.IsCompletedSuccessfully && await reserving is { } metered ? metered.SettleAsync() : ValueTask.CompletedTask);
        }
    }

    /// <summary>Begins to reserve before the session is read; null when its size is not known here, or the request may be refused without the ledger.</summary>
    private Task<MeteredRequest?>? ReserveAhead(ChatCommand command, CancellationToken cancellationToken)
    {
        if (command.Session is not { } reference || sizes.Find(command.Tenant, reference.Id) is not { } size)
        {
            return null;
        }

        string name = models.Check(string.IsNullOrEmpty(command.Model) ? size.Model : command.Model, command.Tenant);
        if (models.TryResolve(name, command.Tenant, reference.Id.Value) is not { } model)
        {
            return null;
        }

        // What will be found for the question is not known yet.
        long prompt = size.Tokens + TokenEstimate.OfMessages(NewMessages(command)) + KnowledgeSearch.MaxTokens(model);
        return admission.ReserveAsync(command.Caller, prompt, command.Stop, model.Replica, cancellationToken).AsTask();
    }

    private ValueTask<MeteredRequest?> ReserveAsync(ChatCommand command, Prompt prompt, ModelInfo model, CancellationToken cancellationToken) =>
        admission.ReserveAsync(command.Caller, TokenEstimate.OfPrompt(prompt, model.ContextLength), command.Stop, model, cancellationToken);

    private static Prompt WithHistory(ChatCommand command, SessionWriter? session)
    {
        if (command.Prompt is not ChatPrompt chat)
        {
            return command.Prompt;
        }

        bool drop = command.DropOldestTurns ?? session is not null;
        return session is null
            ? chat with { DropOldestTurns = drop }
            : new ChatPrompt([.. session.Messages, .. chat.Messages], drop);
    }

    private static IReadOnlyList<ChatMessage> NewMessages(ChatCommand command) => command.Prompt is ChatPrompt chat ? chat.Messages : [];
}
