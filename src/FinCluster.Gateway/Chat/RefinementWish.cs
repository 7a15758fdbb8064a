using System.Collections.Immutable;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Chat;

/// <summary>What shall be corrected, and by whom.</summary>
/// <param name="Fields">The fields, checked.</param>
/// <param name="Model">The model; null for the one that drafts.</param>
internal sealed record RefinementWish(ImmutableArray<string> Fields, string? Model)
{
    /// <summary>Checks that a request's answer can be corrected.</summary>
    /// <exception cref="RequestException">It is stored or measured as the first model wrote it.</exception>
    public static void Check(ChatCommand command)
    {
        if (command.Refinement is not null && (command.Session is not null || command.TopLogProbs is not null || command.Prompt is not Core.Engine.ChatPrompt))
        {
            throw RequestException.Invalid("refine", "refine is for chats without a session and without logprobs");
        }
    }
}
