using FinCluster.Core.Engine;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Responses;
using FinCluster.Gateway.Sessions;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>The answers of /v1/chat/completions.</summary>
internal sealed class ChatFormat(AnswerHeader header) : IAnswerFormat
{
    public object Start(int index) => Chunk(new ChatChunkChoice(index, new ChatDelta { Role = "assistant", Content = "" }, null, null));

    public object Delta(int index, string text, TokenLogProbs? logProbs) => Chunk(new ChatChunkChoice(
        index, new ChatDelta { Content = text }, logProbs is null ? null : LogProbText.Chat([logProbs]), null));

    public object End(int index, FinishReason reason, ChatTurn turn) =>
        Chunk(new ChatChunkChoice(index, new ChatDelta(), null, FinishReasonText.Of(reason))) with
        {
            Session = Session(turn.Stored),
            Mark = turn.Screening.MarkOrNone,
            Refinement = RefinementInfo.Of(turn.Refinement),
            Knowledge = KnowledgeInfo.Of(turn.Knowledge),
        };

    public object Counts(Usage usage) => Chunk() with { Usage = usage };

    public object Whole(IReadOnlyList<FinishedAnswer> answers, Usage usage) => new ChatCompletion(
        header.Id, "chat.completion", header.Created, header.Model, header.Fingerprint,
        [.. answers.Select(Choice)], usage)
    {
        Session = Session(answers[0].Stored),
        Mark = answers[0].Mark,
        Refinement = RefinementInfo.Of(answers[0].Refinement),
        Knowledge = KnowledgeInfo.Of(answers[0].Knowledge),
    };

    private static ChatChoice Choice(FinishedAnswer answer, int index) => new(
        index,
        new ChatChoiceMessage("assistant", answer.Text, null),
        answer.LogProbs.Count == 0 ? null : LogProbText.Chat(answer.LogProbs),
        FinishReasonText.Of(answer.Reason));

    private static SessionInfo? Session(StoredTurn? stored) => stored is null ? null : new SessionInfo(stored.Session.Value, stored.Version);

    private ChatCompletionChunk Chunk(params ChatChunkChoice[] choices) =>
        new(header.Id, "chat.completion.chunk", header.Created, header.Model, header.Fingerprint, choices);
}
