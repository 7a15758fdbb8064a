using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Tenants;
using Orleans.Concurrency;
using Orleans.Placement;

namespace FinCluster.Cluster.Orleans.Tenants;

/// <summary>Keeps one tenant's account: <see cref="TenantAccount"/> decides, the grain stores and then tells.</summary>
/// <remarks>
/// What comes in while the storage is busy is decided at once and stored together by the next write, so the calls of a busy tenant share their writes.
/// No answer leaves before what it says is stored. A tenant is asked by all gateways alike, so its place is by its name.
/// </remarks>
[Reentrant]
[HashBasedPlacement]
[GrainType(GrainName)]
internal sealed class TenantGrain(
    [PersistentState("account", OrleansSilo.Storage)] IPersistentState<TenantDocument> stored, GrainClock clock) : Grain, ITenantGrain
{
    /// <summary>The first part of the grain's id, also in the storage.</summary>
    public const string GrainName = "tenant";

    private TenantAccount _account = new();
    private TenantId _tenant;
    private TaskCompletionSource? _unstored;
    private bool _isWriting;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string key = this.GetPrimaryKeyString();
        _tenant = new TenantId(key[(key.LastIndexOf('/') + 1)..]);
        _account = stored.RecordExists ? TenantAccount.From(stored.State.ToState()) : new TenantAccount();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ReserveReply> ReserveAsync(ReservationMessage reservation)
    {
        ReserveResult result = _account.Reserve(reservation.ToCore(_tenant), Now());
        if (result.IsAdmitted)
        {
            await StoredAsync();
        }

        return ReserveReply.Of(result);
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(ReservationMessage reservation, long tokensSoFar)
    {
        bool isRenewed = _account.Renew(reservation.ToCore(_tenant), tokensSoFar, Now());
        await StoredAsync();
        return isRenewed;
    }

    /// <inheritdoc/>
    public async Task<int> SettleAsync(ReservationMessage reservation, long tokens)
    {
        SettleStatus status = _account.Settle(reservation.ToCore(_tenant), tokens, Now());
        await StoredAsync();
        return (int)status;
    }

    /// <inheritdoc/>
    public Task<UsageMessage> GetUsageAsync(LimitsMessage limits) => Task.FromResult(UsageMessage.Of(_account.GetUsage(limits.ToCore(), Now())));

    // A clock that the next silo goes on with: that of the day.
    private LedgerTime Now()
    {
        DateTimeOffset utc = clock.Time.GetUtcNow();
        return LedgerTime.From(utc - DateTimeOffset.UnixEpoch, utc);
    }

    /// <summary>Waits until what was decided so far is stored.</summary>
    private Task StoredAsync()
    {
        _unstored ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task stored = _unstored.Task;
        if (!_isWriting)
        {
            _ = WriteAllAsync();
        }

        return stored;
    }

    /// <summary>Writes until nobody waits. What comes in during a write is part of the next one.</summary>
    private async Task WriteAllAsync()
    {
        _isWriting = true;
        while (_unstored is { } waiting)
        {
            _unstored = null;
            try
            {
                stored.State = TenantDocument.Of(_account.Save());
                await stored.WriteStateAsync();
                waiting.SetResult();
            }
            catch (Exception e)
            {
                // What is stored is not known any more: the next activation reads it anew.
                DeactivateOnIdle();
                waiting.SetException(e);
            }
        }

        _isWriting = false;
    }
}
