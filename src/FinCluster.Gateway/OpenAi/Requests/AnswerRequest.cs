using FinCluster.Core.Engine;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Knowledge;
using FinCluster.Gateway.Tenants;
using FinCluster.Gateway.Tiers;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>What the bodies of all requests for answers have in common.</summary>
internal abstract record AnswerRequest
{
    public required string? Model { get; init; }

    /// <summary>Gets the end user; null when the tenant does not say.</summary>
    public required string? User { get; init; }

    public required SamplingOptions Sampling { get; init; }

    public required StopConditions Stop { get; init; }

    public required OutputConstraint? Constraint { get; init; }

    public required int? TopLogProbs { get; init; }

    /// <summary>Gets the answers to each prompt.</summary>
    public required int Choices { get; init; }

    public required bool Stream { get; init; }

    public required bool IncludeUsage { get; init; }

    /// <summary>Makes a command for each answer. As in OpenAI's API: all answers to the first prompt, then all to the second.</summary>
    /// <param name="http">Says who asks, and by headers how urgent it is.</param>
    /// <param name="prompts">What the model reads.</param>
    protected IEnumerable<ChatCommand> Commands(HttpContext http, IReadOnlyList<Prompt> prompts)
    {
        RequestCaller caller = Caller.Of(http);
        SloClass value = RequestHeaders.ReadClass(http, caller);
        TimeSpan? limit = RequestHeaders.ReadTimeout(http);
        TierPreference tier = TierPreferenceHeader.Read(http);
        bool usesKnowledge = KnowledgeHeader.Read(http);
        return prompts.SelectMany(prompt => Enumerable.Range(0, Choices).Select(index => new ChatCommand
        {
            Caller = caller,
            Class = value,
            TimeLimit = limit,
            Tier = tier,
            UsesKnowledge = usesKnowledge,
            Model = Model,
            User = User,
            Prompt = prompt,

            // Each answer has a seed of its own; all of them follow from the request's.
            Sampling = Sampling with { Seed = unchecked(Sampling.Seed + (ulong)index) },
            Stop = Stop,
            Constraint = Constraint,
            TopLogProbs = TopLogProbs,
        }));
    }
}
