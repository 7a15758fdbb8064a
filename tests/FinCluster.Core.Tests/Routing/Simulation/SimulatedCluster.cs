using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Core.Tests.Routing.Simulation;

/// <summary>What came of a trace.</summary>
/// <param name="HitShare">The share of prompt blocks that were held by the node that was asked.</param>
/// <param name="MeanWaitMs">The mean time from a request to the begin of its prefill.</param>
/// <param name="MakespanMs">The time of the last answer.</param>
internal sealed record SimulationResult(double HitShare, double MeanWaitMs, double MakespanMs);

/// <summary>Several gateways and nodes. Requests go to the gateways in turn; reports and blocks come to them a little late.</summary>
internal sealed class SimulatedCluster
{
    private const double BlocksDelayMs = 10;
    private const double ReportIntervalMs = 200;

    private readonly SimulationClock _clock = new();

    // All gateways are told the same at the same time, so that one index stands for those of all.
    private readonly PrefixIndex _index = new();
    private readonly ImmutableArray<SimulatedNode> _nodes;
    private readonly ImmutableArray<SimulatedGateway> _gateways;
    private readonly double _reportDelayMs;

    private SimulatedCluster(string routing, int nodes, int capacityBlocks, int gateways, double reportDelayMs)
    {
        _reportDelayMs = reportDelayMs;
        _nodes = [.. Enumerable.Range(0, nodes).Select(node => new SimulatedNode(TestFleet.Id(node), capacityBlocks, _clock, Report, Publish))];
        _gateways = [.. Enumerable.Range(0, gateways).Select(gateway => new SimulatedGateway(routing, nodes, gateway, _index))];
    }

    public static SimulationResult Run(Trace trace, string routing, int capacityBlocks, int gateways = 3, double reportDelayMs = 5)
    {
        const int nodes = 8;
        var cluster = new SimulatedCluster(routing, nodes, capacityBlocks, gateways, reportDelayMs);
        for (int i = 0; i < trace.Requests.Length; i++)
        {
            TraceRequest request = trace.Requests[i];
            SimulatedGateway gateway = cluster._gateways[i % gateways];
            cluster._clock.At(request.At, () => cluster.Send(gateway, request));
        }

        cluster.ReportAll(trace.Requests.Length);
        cluster._clock.Run();
        return new SimulationResult(
            (double)cluster._nodes.Sum(node => node.HeldBlocks) / cluster._nodes.Sum(node => node.AskedBlocks),
            cluster._nodes.Sum(node => node.WaitedMs) / trace.Requests.Length,
            cluster._nodes.Max(node => node.LastEndMs));
    }

    private void ReportAll(int requests)
    {
        foreach (SimulatedNode node in _nodes)
        {
            Report(node);
        }

        if (_nodes.Sum(node => node.Ended) < requests)
        {
            _clock.After(ReportIntervalMs, () => ReportAll(requests));
        }
    }

    private void Send(SimulatedGateway gateway, TraceRequest request)
    {
        (NodeId target, Action onFirstToken, Action onEnd) = gateway.Route(request, _clock.Now);
        _nodes.Single(node => node.Id == target).Take(new NodeWork(request, onFirstToken, onEnd));
    }

    private void Report(SimulatedNode node)
    {
        EngineStatistics statistics = node.Statistics;
        _clock.After(_reportDelayMs, () =>
        {
            foreach (SimulatedGateway gateway in _gateways)
            {
                gateway.Views.OnLoad(node.Id, TestFleet.Model, statistics, TimeSpan.FromMilliseconds(_clock.Now));
            }
        });
    }

    private void Publish(SimulatedNode node, PrefixUpdate update) =>
        _clock.After(BlocksDelayMs, () => _index.Apply(node.Id, TestFleet.Model, update));
}
