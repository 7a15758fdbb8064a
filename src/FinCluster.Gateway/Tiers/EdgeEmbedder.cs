using FinCluster.Core.Engine;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Models;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tiers;

/// <summary>Makes vectors of questions by the edge's model. Where there is no edge there are none: a large model has better things to do. Thread-safe.</summary>
internal sealed class EdgeEmbedder(ModelResolver models, GenerationDispatcher dispatcher, IOptions<TierOptions> tiers)
{
    /// <summary>Makes the vector of a question; null when there is no edge.</summary>
    /// <exception cref="Core.Errors.RequestException">The edge cannot make it.</exception>
    public async ValueTask<QuestionVector?> EmbedAsync(string maskedQuestion, CancellationToken cancellationToken)
    {
        if (tiers.Value.EdgeModel is not { } name || models.TryResolve(name, TenantId.Local, "") is not { Replica: var replica })
        {
            return null;
        }

        EmbeddingResult result = await dispatcher.EmbedAsync(new EmbeddingRequest(replica.Name, [new TextPrompt(maskedQuestion)]), cancellationToken);
        return new QuestionVector(replica.Name, result.Vectors[0]);
    }
}
