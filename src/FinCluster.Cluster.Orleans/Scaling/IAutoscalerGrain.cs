using Orleans.Concurrency;

namespace FinCluster.Cluster.Orleans.Scaling;

/// <summary>Who leads in a cluster, and what is asked of its gateways; its key is the cluster.</summary>
/// <remarks>See <see cref="Sessions.ISessionGrain"/> for how these types may change. Posts travel as the texts that Core makes of them.</remarks>
[Alias("fincluster.autoscaler")]
internal interface IAutoscalerGrain : IGrainWithStringKey
{
    /// <summary>Takes the lead, or keeps it; gives the fencing token, and 0 when another one leads.</summary>
    [Alias("campaign")]
    Task<long> CampaignAsync(string role, string candidate, TimeSpan lifetime);

    /// <summary>Gives the lead back; says whether the term was the newest.</summary>
    [Alias("resign")]
    Task<bool> ResignAsync(string role, long fencingToken);

    /// <summary>Reads who leads and what was noted.</summary>
    [Alias("read")]
    Task<RoleMessage> ReadAsync(string role);

    /// <summary>Replaces the note; says whether it was written.</summary>
    [Alias("write")]
    Task<bool> WriteAsync(string role, long fencingToken, string note);

    /// <summary>Puts a gateway's post in the place of its last one; true.</summary>
    [Alias("post")]
    [AlwaysInterleave]
    Task<bool> PostAsync(string gateway, string demand, TimeSpan lifetime);

    /// <summary>Gives the posts that hold now.</summary>
    [Alias("posts")]
    [AlwaysInterleave]
    Task<List<string>> ReadPostsAsync();
}

/// <summary>What is told of a role.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.autoscaler.role.message")]
internal readonly record struct RoleMessage([property: Id(0)] string? Leader, [property: Id(1)] long FencingToken, [property: Id(2)] string? Note);

/// <summary>The roles of a cluster as they are stored.</summary>
[GenerateSerializer]
[Alias("fincluster.autoscaler.document")]
internal sealed class AutoscalerDocument
{
    /// <summary>Gets or sets the roles by their names.</summary>
    [Id(0)]
    public Dictionary<string, RoleDocument> Roles { get; set; } = [];
}

/// <summary>A role as it is stored.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.autoscaler.role")]
internal readonly record struct RoleDocument(
    [property: Id(0)] string Leader, [property: Id(1)] long FencingToken, [property: Id(2)] DateTimeOffset Until, [property: Id(3)] string? Note);
