using FinCluster.Core.Engine;
using FinCluster.Core.Refinement;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>Runs an answer whose fields a second model corrects, and writes it as a whole.</summary>
internal sealed class RefinedAnswerWriter(Refiner refiner, TimeProvider time)
{
    /// <summary>Writes the answer. Its usage counts both stages.</summary>
    public async Task WriteAsync(HttpContext http, AnswerGroup group, ChatFormat format, ChatCommand command, RefinementWish wish)
    {
        long began = time.GetTimestamp();
        var draft = new FinishedAnswer();
        await foreach ((_, GenerationEvent step) in group.RunAsync(http.RequestAborted))
        {
            draft.Add(step);
        }

        ChatTurn turn = group.Turns[0];
        var second = new AnswerCounts();
        RefinementResult result = draft.Reason == FinishReason.ContentFilter
            ? new RefinementResult(draft.Text, RefinementStatus.SkippedNoFields, [], [], "the answer was refused")
            : await refiner.RefineAsync(
                command with { Prompt = turn.Screening.Question }, draft.Text, wish, turn.Screening.Trail,
                command.TimeLimit - time.GetElapsedTime(began), second.Add, http.RequestAborted);
        (string shown, FinishReason reason) = await turn.Screening.DeliverRefinedAsync(
            draft.Text, result, wish.Model, draft.Reason, (draft.PromptTokens + second.PromptTokens, draft.CompletionTokens + second.CompletionTokens),
            turn.Fingerprint, http.RequestAborted);
        draft.Replace(shown, reason);
        Usage usage = Usage.Of(
            draft.PromptTokens + second.PromptTokens, draft.CachedTokens + second.CachedTokens, draft.CompletionTokens + second.CompletionTokens);
        draft.Mark = turn.Screening.MarkOrNone;
        var whole = (ChatCompletion)format.Whole([draft], usage);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, whole with { Refinement = Describe(result, wish) });
    }

    private static RefinementInfo Describe(RefinementResult result, RefinementWish wish) => new(
        result.Status switch
        {
            RefinementStatus.Refined => "refined",
            RefinementStatus.SkippedNoTime => "skipped_no_time",
            RefinementStatus.SkippedNoFields => "skipped_no_fields",
            _ => "failed",
        },
        wish.Model,
        result.Changed,
        result.Missing,
        result.Note);
}
