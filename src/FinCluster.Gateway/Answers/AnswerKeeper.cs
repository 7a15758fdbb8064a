using FinCluster.Core.Engine;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Answers;

/// <summary>Keeps the answer to one question, so that it can be given again.</summary>
/// <param name="Memory">Where it is kept.</param>
/// <param name="Asked">The request as it was asked, without what the model is given beside the question.</param>
/// <param name="Knowledge">What the model is given; null for nothing.</param>
internal sealed record AnswerKeeper(AnswerMemory Memory, GenerationRequest Asked, FoundKnowledge? Knowledge)
{
    /// <summary>Keeps a whole answer.</summary>
    public void Keep(TenantId tenant, ServedModel model, string text, int completionTokens) =>
        Memory.Store(tenant, model, Asked, text, completionTokens, Knowledge);
}
