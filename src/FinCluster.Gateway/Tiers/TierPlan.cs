using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Answers;
using FinCluster.Core.Fleet;
using FinCluster.Core.Knowledge;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Tiers;

/// <summary>Who is asked for an answer, in which order.</summary>
/// <param name="Central">The model that the request names.</param>
internal sealed record TierPlan(ServedModel Central)
{
    /// <summary>Gets the edge's model, which is asked first; null when it is not asked.</summary>
    public ServedModel? Edge { get; init; }

    /// <summary>Gets the decision; null when the request, or the lack of an edge, left none to make.</summary>
    public EdgeDecision? Decision { get; init; }

    /// <summary>Gets a value indicating whether the edge's answer is taken without a look at how sure it is.</summary>
    public bool IsEdgeFinal { get; init; }

    /// <summary>Gets a value indicating whether the edge answers because central cannot be reached.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Gets what the release knows of the question, as far as the model is given it; null when nothing was searched.</summary>
    public FoundKnowledge? Knowledge { get; init; }

    /// <summary>Gets the answer of an earlier request, which is given again; null when somebody is asked.</summary>
    public CachedAnswer? Cached { get; init; }

    /// <summary>Gets the words that refuse the question; null when it is answered.</summary>
    public string? Refusal { get; init; }

    /// <summary>Gets why the answer's tier answers, as it is recorded; empty when nothing was decided.</summary>
    public string Reason => KeepsToCentral ? FormattableString.Invariant($"knowledge={Knowledge!.Matches.Length + Knowledge.LeftOut}") : Decision?.ReasonText ?? "";

    /// <summary>Gets a value indicating whether the edge would answer, but does not know what was found for the question.</summary>
    public bool KeepsToCentral => Decision?.Tier == NodeTier.Edge && Knowledge is { IsEmpty: false };

    /// <summary>Gets a value indicating whether nobody is asked.</summary>
    public bool IsReady => Cached is not null || Refusal is not null;

    /// <summary>Gets the model that is asked first.</summary>
    public ServedModel First => Edge ?? Central;
}
