using FinCluster.Core.Engine;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Tiers;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Makes vectors by the edge's model, which compares questions in any case. Where there is no edge there are none: a large model has better things to do.</summary>
internal sealed class EdgeEmbedder(ModelResolver models, GenerationDispatcher dispatcher, IOptions<TierOptions> tiers)
{
    /// <summary>Makes the vector of a question; null when there is no edge.</summary>
    public async ValueTask<ReadOnlyMemory<float>?> EmbedAsync(string maskedQuestion, CancellationToken cancellationToken)
    {
        if (tiers.Value.EdgeModel is not { } name || models.TryResolve(name, TenantId.Local, "") is not { Replica: var replica })
        {
            return null;
        }

        EmbeddingResult result = await dispatcher.EmbedAsync(new EmbeddingRequest(replica.Name, [new TextPrompt(maskedQuestion)]), cancellationToken);
        return result.Vectors[0];
    }
}
