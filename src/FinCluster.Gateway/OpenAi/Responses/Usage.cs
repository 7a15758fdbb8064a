namespace FinCluster.Gateway.OpenAi.Responses;

/// <summary>OpenAI's token counts.</summary>
internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens, Usage.PromptDetails PromptTokensDetails)
{
    public static Usage Of(int promptTokens, int cachedTokens, int completionTokens) =>
        new(promptTokens, completionTokens, promptTokens + completionTokens, new PromptDetails(cachedTokens));

    internal sealed record PromptDetails(int CachedTokens);
}
