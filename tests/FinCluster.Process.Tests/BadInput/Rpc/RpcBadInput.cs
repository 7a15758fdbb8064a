namespace FinCluster.Process.Tests.BadInput.Rpc;

/// <summary>The tests that share one server over gRPC. They run one after the other, so what breaks it is what ran last.</summary>
[CollectionDefinition(Name)]
public sealed class RpcBadInput : ICollectionFixture<BadInputServer>
{
    public const string Name = "bad input over gRPC";
}
