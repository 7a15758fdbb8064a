namespace FinCluster.Process.Tests;

/// <summary>Tests that judge times or shares of a machine: they run one after the other when the rest is done.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class RunAlone;
