using System.Collections.Frozen;
using FinCluster.Core.Catalog;
using FinCluster.Core.Edge;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Routing.Views;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Models;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tiers;

/// <summary>Plans which tier is asked first. Thread-safe; it waits for nothing.</summary>
internal sealed class TierPlanner(ModelResolver models, ICatalog catalog, IFleet fleet, FleetViewState views, IOptions<TierOptions> options)
{
    private static readonly FrozenDictionary<BusinessLine, string> Lines = new Dictionary<BusinessLine, string>
    {
        [BusinessLine.Banking] = "banking",
        [BusinessLine.Securities] = "securities",
        [BusinessLine.Insurance] = "insurance",
    }.ToFrozenDictionary();

    private readonly EdgeDecider _decider = new(EdgeWeights.Shipped, EdgeGlossary.Shipped);
    private volatile ResidentLines _resident = new(-1, -1, null);

    /// <summary>Gets a value indicating whether there is an edge.</summary>
    public bool IsEnabled => options.Value.EdgeModel is not null;

    /// <summary>Plans an answer.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="central">The model that it names.</param>
    /// <param name="request">The request, with its history.</param>
    /// <param name="knowledge">What central's release knows of the question; null when nothing was searched.</param>
    public TierPlan Plan(ChatCommand command, ServedModel central, GenerationRequest request, FoundKnowledge? knowledge)
    {
        var plan = new TierPlan(central) { Knowledge = knowledge };
        if (options.Value.EdgeModel is not { } edgeName
            || command.Tier == TierPreference.Central
            || request.Prompt is not ChatPrompt chat
            || NamesTokens(request)
            || FindEdge(edgeName, command, request) is not { } edge
            || edge.Replica.Name == central.Replica.Name)
        {
            return plan;
        }

        if (command.Tier == TierPreference.Edge)
        {
            return plan with { Edge = edge, IsEdgeFinal = true };
        }

        // What the edge was taught says nothing of passages, so it is not asked about them unless it has to be.
        EdgeDecision decision = _decider.Decide(Describe(chat, request, edgeName));
        plan = plan with { Decision = decision };
        bool isForCentral = decision.Tier == NodeTier.Central || plan.KeepsToCentral;
        if (!IsReachable(central, NodeTier.Central))
        {
            return plan with { Edge = WithLine(edgeName, decision, command, request) ?? edge, IsEdgeFinal = true, IsDegraded = isForCentral };
        }

        return isForCentral ? plan : plan with { Edge = WithLine(edgeName, decision, command, request) ?? edge };
    }

    /// <summary>Says whether some node serves a model and seems to be well.</summary>
    public bool IsReachable(ServedModel model, NodeTier? tier)
    {
        foreach (ReplicaView replica in views.OnFleet(fleet.Current).Of(model.Replica.Name).Replicas)
        {
            if (replica.IsReady && !replica.IsSuspected && (tier is null || replica.Tier == tier))
            {
                return true;
            }
        }

        return false;
    }

    // Another model may have another vocabulary.
    private static bool NamesTokens(GenerationRequest request) => request.Sampling.LogitBias.Count > 0 || request.Stop.StopTokens.Count > 0;

    private ServedModel? FindEdge(string name, ChatCommand command, GenerationRequest request) =>
        models.TryResolve(name, command.Tenant, request.RequestId) is { } edge && IsReachable(edge, NodeTier.Edge) ? edge : null;

    // The adapter of the question's line of business makes the edge's answer better, but is not needed for one.
    private ServedModel? WithLine(string edgeName, EdgeDecision decision, ChatCommand command, GenerationRequest request) =>
        Lines.TryGetValue(decision.Line, out string? line) ? FindEdge($"{edgeName}+{line}", command, request) : null;

    private EdgeRequest Describe(ChatPrompt chat, GenerationRequest request, string edgeName) => new()
    {
        Messages = chat.Messages,
        IsConstrained = request.Constraint is not null,
        MinAnswerTokens = request.Stop.MinTokens,
        ResidentLines = FindResidentLines(edgeName),
    };

    // Asked for by every request, and only what catalog and fleet say can change it.
    private BusinessLine[]? FindResidentLines(string edgeName)
    {
        ResidentLines known = _resident;
        (long catalogVersion, long fleetVersion) = (catalog.Current.Version, fleet.Current.Version);
        if (known.Catalog != catalogVersion || known.Fleet != fleetVersion)
        {
            BusinessLine[] lines = [.. Lines.Where(line => models.Knows($"{edgeName}+{line.Value}")).Select(line => line.Key)];

            // An edge without any adapter knows all lines alike.
            known = new ResidentLines(catalogVersion, fleetVersion, lines.Length == 0 ? null : lines);
            _resident = known;
        }

        return known.Lines;
    }

    /// <summary>The lines of business whose adapters the edge had at some versions of catalog and fleet.</summary>
    private sealed record ResidentLines(long Catalog, long Fleet, BusinessLine[]? Lines);
}
