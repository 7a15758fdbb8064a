
namespace FinCluster.Cluster.Orleans.Sessions;

/// <summary>One conversation; its key is cluster, tenant and session, as <see cref="OrleansSessionStore"/> puts them together.</summary>
/// <remarks>
/// Every change carries a name of the request, so that it may be made again when its answer was lost. Methods and types here are called between two
/// adjacent releases: members are added, never changed, and every type and method has an alias that outlives its name.
/// </remarks>
[Alias("fincluster.session")]
internal interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Makes the session; again changes nothing.</summary>
    [Alias("create")]
    Task<SessionDocument> CreateAsync(string? model, List<SessionMessage> messages);

    /// <summary>Reads the session; null when there is none.</summary>
    [Alias("find")]
    Task<SessionDocument?> FindAsync();

    /// <summary>Takes the writer lease.</summary>
    [Alias("acquire")]
    Task<AcquireReply> AcquireAsync(long? expectedVersion, TimeSpan duration, string request);

    /// <summary>Prolongs the writer lease.</summary>
    [Alias("renew")]
    Task<bool> RenewAsync(long fencingToken, TimeSpan duration);

    /// <summary>Ends the writer lease without a commit.</summary>
    [Alias("release")]
    Task<bool> ReleaseAsync(long fencingToken);

    /// <summary>Appends a turn and ends the writer lease.</summary>
    [Alias("commit")]
    Task<CommitReply> CommitAsync(long version, long fencingToken, List<SessionMessage> messages, string? warmNode, string request);

    /// <summary>Removes the session; the number is that of DeleteStatus.</summary>
    [Alias("delete")]
    Task<int> DeleteAsync(string request);
}
