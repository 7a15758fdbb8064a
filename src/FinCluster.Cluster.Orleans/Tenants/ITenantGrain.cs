
namespace FinCluster.Cluster.Orleans.Tenants;

/// <summary>What one tenant has used of its limits; its key is cluster and tenant.</summary>
/// <remarks>See <see cref="Sessions.ISessionGrain"/> for how these types may change.</remarks>
[Alias("fincluster.tenant")]
internal interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Books a request, or says which limit is in the way.</summary>
    [Alias("reserve")]
    Task<ReserveReply> ReserveAsync(ReservationMessage reservation);

    /// <summary>Lets a reservation hold on.</summary>
    [Alias("renew")]
    Task<bool> RenewAsync(ReservationMessage reservation, long tokensSoFar);

    /// <summary>Ends a reservation; the number is that of SettleStatus.</summary>
    [Alias("settle")]
    Task<int> SettleAsync(ReservationMessage reservation, long tokens);

    /// <summary>Reads what is left.</summary>
    [Alias("usage")]
    Task<UsageMessage> GetUsageAsync(LimitsMessage limits);
}
