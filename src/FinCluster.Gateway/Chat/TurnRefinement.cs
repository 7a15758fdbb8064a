using System.Runtime.CompilerServices;
using FinCluster.Core.Engine;
using FinCluster.Core.Refinement;
using FinCluster.Gateway.Compliance.Screening;

namespace FinCluster.Gateway.Chat;

/// <summary>What a second model does to the answer of one turn. Used by one call at a time.</summary>
/// <param name="refiner">Has the second model correct it.</param>
/// <param name="chat">Begins the second model's turn.</param>
/// <param name="command">The command of the draft.</param>
/// <param name="wish">The fields, and whose values they shall be.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnRefinement(Refiner refiner, ChatService chat, ChatCommand command, RefinementWish wish, TimeProvider time)
{
    /// <summary>Gets the model that was asked for; null for the one that drafts.</summary>
    public string? Model => wish.Model;

    /// <summary>Gets what became of it; null before the answer's last event.</summary>
    public RefinementResult? Result { get; private set; }

    /// <summary>Has the draft generated, then corrected. Nothing of a draft is shown, so the first event comes when the last one is known; its counts are of both stages.</summary>
    /// <exception cref="Core.Errors.RequestException">The draft is refused or cannot be completed.</exception>
    public async IAsyncEnumerable<GenerationEvent> RunAsync(ChatTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        var draft = new AnswerText();
        await foreach (GenerationEvent step in turn.GenerateAsync(cancellationToken))
        {
            draft.Add(step);
        }

        var second = new AnswerCounts();
        RequestScreening screening = turn.Screening;
        RefinementResult result = draft.Reason == FinishReason.ContentFilter
            ? new RefinementResult(draft.Text, RefinementStatus.SkippedNoFields, [], [], "the answer was refused")
            : await refiner.RefineAsync(
                chat, command with { Prompt = screening.Question }, draft.Text, wish, screening.Trail, command.TimeLimit - time.GetElapsedTime(began),
                second.Add, cancellationToken);
        (int Prompt, int Completion) counts = (draft.PromptTokens + second.PromptTokens, draft.CompletionTokens + second.CompletionTokens);
        (string shown, FinishReason reason) =
            await screening.DeliverRefinedAsync(draft.Text, result, wish.Model, draft.Reason, counts, turn.Fingerprint, cancellationToken);
        Result = result;
        yield return turn.Started! with { PromptTokens = counts.Prompt, CachedTokens = draft.CachedTokens + second.CachedTokens };
        yield return new GenerationFinished(reason, shown, counts.Completion);
    }
}
