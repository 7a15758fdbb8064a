using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Gateway.Routing;

/// <summary>Tells routing what a request is about. It is made once, however often the request is routed.</summary>
internal static class RouteRequests
{
    // Chinese has three bytes a character and about one token for each; English about four bytes a token.
    private const int BytesPerToken = 4;

    /// <summary>Describes a generation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="affinity">The session that it belongs to; null for none.</param>
    /// <param name="tier">Which nodes may compute it; null for all.</param>
    /// <param name="excluded">The nodes that fail it, as they are when it is routed.</param>
    public static RouteRequest Of(GenerationRequest request, SessionAffinity? affinity, NodeTier? tier, IReadOnlySet<NodeId> excluded)
    {
        var chain = PrefixChain.Of(request.Model, request.CacheSalt, request.Prompt);
        return new RouteRequest
        {
            Model = request.Model,
            SessionKey = affinity?.Key,
            WarmNode = affinity?.WarmNode,
            Tier = tier,
            Blocks = chain.ToBlocks(),
            PromptTokens = Tokens(chain.Bytes),
            Excluded = excluded,
        };
    }

    /// <summary>Describes a request for embeddings, which leave nothing in the KV cache.</summary>
    public static RouteRequest Of(EmbeddingRequest request, IReadOnlySet<NodeId> excluded) => new()
    {
        Model = request.Model,
        PromptTokens = Tokens(request.Inputs.Sum(input => PrefixChain.Of(request.Model, "", input).Bytes)),
        Excluded = excluded,
    };

    private static int Tokens(long bytes) => (int)Math.Min(int.MaxValue, (bytes / BytesPerToken) + 1);
}
