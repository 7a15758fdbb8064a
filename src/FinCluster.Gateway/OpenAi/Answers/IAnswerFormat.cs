using FinCluster.Core.Engine;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Responses;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>The shape of one API's answers. Each method gives an object that <see cref="OpenAiJson"/> can write.</summary>
internal interface IAnswerFormat
{
    /// <summary>The part that a stream begins with; null for none.</summary>
    object? Start(int index);

    /// <summary>The part that carries text, and probabilities when the request asks for them.</summary>
    object Delta(int index, string text, TokenLogProbs? logProbs);

    /// <summary>The part that ends one answer of a stream.</summary>
    object End(int index, FinishReason reason, ChatTurn turn);

    /// <summary>The part that carries the token counts of a stream.</summary>
    object Counts(Usage usage);

    /// <summary>The whole of an answer that is no stream.</summary>
    object Whole(IReadOnlyList<FinishedAnswer> answers, Usage usage);
}
