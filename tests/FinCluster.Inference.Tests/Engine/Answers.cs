using System.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Inference.Tests.Engine;

/// <summary>A complete answer, put together from its events.</summary>
internal sealed record Answer(string Text, IReadOnlyList<TokenId> Tokens, FinishReason Reason, GenerationStarted Started, IReadOnlyList<TokenLogProbs> LogProbs);

/// <summary>Asks an engine and reads the whole answer.</summary>
internal static class Answers
{
    /// <summary>A greedy question to the chat model.</summary>
    public static GenerationRequest Question(string text, int? maxTokens = null) => new()
    {
        RequestId = "test",
        Model = "finlite-starter",
        Prompt = new ChatPrompt([new ChatMessage(ChatRole.User, text)]),
        Sampling = new SamplingOptions { Temperature = 0 },
        Stop = new StopConditions { MaxTokens = maxTokens },
    };

    public static async Task<Answer> AnswerAsync(this IInferenceEngine engine, GenerationRequest request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var tokens = new List<TokenId>();
        var logProbs = new List<TokenLogProbs>();
        GenerationStarted? started = null;
        GenerationFinished? finished = null;
        await foreach (GenerationEvent step in engine.GenerateAsync(request, cancellationToken))
        {
            switch (step)
            {
                case GenerationStarted s:
                    started = s;
                    break;
                case GeneratedToken t:
                    text.Append(t.Text);
                    tokens.Add(t.Token);
                    if (t.LogProbs is not null)
                    {
                        logProbs.Add(t.LogProbs);
                    }

                    break;
                case GenerationFinished f:
                    text.Append(f.Text);
                    finished = f;
                    break;
            }
        }

        Assert.NotNull(started);
        Assert.NotNull(finished);
        return new Answer(text.ToString(), tokens, finished.Reason, started, logProbs);
    }
}
