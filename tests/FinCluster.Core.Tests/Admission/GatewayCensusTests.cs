using FinCluster.Core.Admission;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Tests.Admission;

public sealed class GatewayCensusTests
{
    private readonly GatewayCensus _census = new();

    [Fact]
    public void Gateways_NodesSeeDifferentNumbers_IsTheHighest()
    {
        Assert.Equal(1, _census.Gateways);
        _census.OnReport(new NodeId("a"), 3);
        _census.OnReport(new NodeId("b"), 2);
        Assert.Equal(3, _census.Gateways);

        _census.OnReport(new NodeId("a"), 1);

        Assert.Equal(2, _census.Gateways);
    }

    [Fact]
    public void Gateways_NodeLeaves_ItsCountGoesWithIt()
    {
        _census.OnReport(new NodeId("a"), 5);
        _census.OnReport(new NodeId("b"), 0);

        _census.OnGone(new NodeId("a"));
        _census.OnGone(new NodeId("nobody"));

        Assert.Equal(1, _census.Gateways);
    }
}
