using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Core.Tests.Routing.Simulation;

/// <summary>A gateway as far as routing goes.</summary>
internal sealed class SimulatedGateway
{
    private readonly RoutePipeline _pipeline;
    private readonly Random _random;

    public SimulatedGateway(string routing, int nodes, int number, PrefixIndex index)
    {
        _pipeline = new RoutePipeline(RoutingOptions.Parse(routing), index);
        _random = new Random(number);
        Views.OnFleet(new FleetSnapshot(1, new TestFleet(nodes).Nodes));
    }

    public FleetViewState Views { get; } = new();

    /// <summary>Chooses a node and counts the request there; the caller says when its prompt is read and when it is over.</summary>
    public (NodeId Node, Action OnFirstToken, Action OnEnd) Route(TraceRequest request, double nowMs)
    {
        int tokens = request.Prompt.Length * SimulatedNode.TokensPerBlock;
        var route = new RouteRequest { Model = TestFleet.Model, Blocks = request.Prompt, PromptTokens = tokens, SessionKey = request.Session };
        RouteDecision decision = _pipeline.Route(Views.Current, route, TimeSpan.FromMilliseconds(nowMs), _random)!.Value;
        InFlightMeter meter = decision.Replica.InFlight;
        long fresh = (request.Prompt.Length - decision.HeldBlocks) * SimulatedNode.TokensPerBlock;
        meter.OnSent(fresh);
        return (decision.Replica.Node.Id, () => meter.OnPrefilled(fresh), meter.OnEnded);
    }
}
