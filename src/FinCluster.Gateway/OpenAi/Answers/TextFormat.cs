using FinCluster.Core.Engine;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Responses;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>The answers of /v1/completions. It counts the characters of each answer, for the offsets of its tokens.</summary>
internal sealed class TextFormat(AnswerHeader header, int answers) : IAnswerFormat
{
    private readonly int[] _offsets = new int[answers];

    public object? Start(int index) => null;

    public object Delta(int index, string text, TokenLogProbs? logProbs)
    {
        int offset = _offsets[index];
        _offsets[index] += logProbs is null ? 0 : LogProbText.Text(logProbs.Drawn).Length;
        return Part(new TextChoice(index, text, logProbs is null ? null : LogProbText.Text([logProbs], offset), null));
    }

    public object End(int index, FinishReason reason, ChatTurn turn) =>
        Part(new TextChoice(index, "", null, FinishReasonText.Of(reason))) with { Mark = turn.Screening.MarkOrNone };

    public object Counts(Usage usage) => Part() with { Usage = usage };

    public object Whole(IReadOnlyList<FinishedAnswer> answers, Usage usage) => Part([.. answers.Select(Choice)]) with { Usage = usage, Mark = answers[0].Mark };

    private static TextChoice Choice(FinishedAnswer answer, int index) => new(
        index,
        answer.Text,
        answer.LogProbs.Count == 0 ? null : LogProbText.Text(answer.LogProbs, 0),
        FinishReasonText.Of(answer.Reason));

    private TextCompletion Part(params TextChoice[] choices) =>
        new(header.Id, "text_completion", header.Created, header.Model, header.Fingerprint, choices);
}
