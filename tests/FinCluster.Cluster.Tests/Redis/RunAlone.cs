namespace FinCluster.Cluster.Tests.Redis;

/// <summary>Tests that measure time or start many processes: they run one after the other when the rest is done.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class RunAlone;
