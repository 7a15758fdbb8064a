using FinCluster.Core.Engine;

namespace FinCluster.Gateway.Chat;

/// <summary>Counts the tokens of one answer. Used by one call at a time.</summary>
internal class AnswerCounts
{
    public int PromptTokens { get; private set; }

    public int CachedTokens { get; private set; }

    public int CompletionTokens { get; private set; }

    /// <summary>Takes in the answer's next event.</summary>
    public virtual void Add(GenerationEvent step)
    {
        switch (step)
        {
            case GenerationStarted started:
                PromptTokens = started.PromptTokens;
                CachedTokens = started.CachedTokens;
                break;
            case GenerationFinished finished:
                CompletionTokens = finished.CompletionTokens;
                break;
        }
    }
}
