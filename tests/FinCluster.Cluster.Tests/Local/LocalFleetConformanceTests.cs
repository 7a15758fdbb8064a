using FinCluster.Cluster.Local;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Core.Fleet;

namespace FinCluster.Cluster.Tests.Local;

public sealed class LocalFleetConformanceTests : FleetConformanceTests
{
    protected override Task<IFleet> CreateFleetAsync() => Task.FromResult<IFleet>(new LocalFleet());
}
