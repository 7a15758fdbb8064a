namespace FinCluster.Testing.Redis;

/// <summary>A Redis for all tests of a class, of whatever shape.</summary>
public interface IRedisFixture
{
    /// <summary>Gives its address as <c>--cluster</c> takes it, or skips the test when there is no Redis on this machine.</summary>
    Task<string> RequireUriAsync();
}
