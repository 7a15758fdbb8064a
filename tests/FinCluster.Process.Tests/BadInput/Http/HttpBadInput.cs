namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>The tests that share one server over HTTP. They run one after the other, so what breaks it is what ran last.</summary>
[CollectionDefinition(Name)]
public sealed class HttpBadInput : ICollectionFixture<BadInputServer>
{
    public const string Name = "bad input over HTTP";
}
