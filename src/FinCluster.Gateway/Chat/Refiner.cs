using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Refinement;
using FinCluster.Gateway.Compliance.Records;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Tiers;

namespace FinCluster.Gateway.Chat;

/// <summary>Has a second model correct named fields of an answer. Thread-safe.</summary>
internal sealed class Refiner(TimeProvider time)
{
    private static readonly TimeSpan FirstEstimate = TimeSpan.FromSeconds(1);

    private readonly RefinementTimes _times = new(FirstEstimate);

    /// <summary>Corrects a draft. What goes wrong, or would take too long, leaves it as it is, and the result says so.</summary>
    /// <param name="chat">Begins the second model's turn.</param>
    /// <param name="drafted">The command of the draft.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="wish">The fields, and whose values they shall be.</param>
    /// <param name="trail">Records what the second model does.</param>
    /// <param name="timeLeft">The time until the deadline; null for no deadline.</param>
    /// <param name="onEvent">Told what the second model does, for counts.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<RefinementResult> RefineAsync(
        ChatService chat, ChatCommand drafted, string draft, RefinementWish wish, AuditTrail trail, TimeSpan? timeLeft, Action<GenerationEvent> onEvent, CancellationToken cancellationToken)
    {
        var plan = RefinementPlan.Create(((ChatPrompt)drafted.Prompt).Messages, draft, wish.Fields);
        if (!plan.HasFields)
        {
            return plan.KeepWithoutFields();
        }

        if (!_times.Allows(timeLeft))
        {
            return plan.KeepWithoutTime();
        }

        long began = time.GetTimestamp();
        try
        {
            await using ChatTurn turn = await chat.BeginAsync(Second(drafted, plan, wish, trail, timeLeft), cancellationToken);
            var answer = new AnswerText();
            await foreach (GenerationEvent step in turn.RunAsync(cancellationToken))
            {
                onEvent(step);
                answer.Add(step);
            }

            return plan.Apply(answer.Text);
        }
        catch (RequestException e) when (!cancellationToken.IsCancellationRequested)
        {
            return plan.Keep(RefinementStatus.Failed, $"the second model did not answer ({e.Kind.Name}); the fields are as the first model wrote them");
        }
        finally
        {
            _times.Add(time.GetElapsedTime(began));
        }
    }

    // The values are to be the model's best, and no edge's.
    private static ChatCommand Second(ChatCommand drafted, RefinementPlan plan, RefinementWish wish, AuditTrail trail, TimeSpan? timeLeft) => drafted with
    {
        Model = wish.Model ?? drafted.Model,
        Prompt = new ChatPrompt(plan.Messages),
        Constraint = plan.Constraint,
        Sampling = new SamplingOptions { Temperature = 0, Seed = drafted.Sampling.Seed },
        Stop = new StopConditions(),
        TopLogProbs = null,
        TimeLimit = timeLeft,
        Tier = TierPreference.Central,
        Refinement = null,
        Stage = AnswerStage.Second,
        Trail = trail,
    };
}
