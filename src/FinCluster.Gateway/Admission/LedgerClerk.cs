using System.Collections.Concurrent;
using FinCluster.Core.Admission;
using FinCluster.Core.Hosting;
using FinCluster.Core.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Admission;

/// <summary>Keeps this gateway's reservations alive, and settles what could not be settled at once. Thread-safe.</summary>
/// <remarks>A settlement may be repeated: the ledger books each request once. So one whose answer was lost counts as not done.</remarks>
internal sealed partial class LedgerClerk(
    ITenantLedger ledger, IOptions<AdmissionOptions> options, AdmissionMetrics metrics, TimeProvider time, ILogger<LedgerClerk> logger)
    : BackgroundService
{
    // What is pending at most: a ledger that is away for 30 s at 1,000 requests a second, three times.
    private const int MaxPending = 100_000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ReservationId, MeteredRequest> _open = new();
    private readonly ConcurrentDictionary<ReservationId, (Reservation Reservation, long Tokens)> _pending = new();
    private readonly TimeSpan _renewInterval = options.Value.ReservationLease / 3;

    /// <summary>Gets the requests whose reservations are renewed.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Gets the settlements that are still to be made.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>Renews a reservation from now on.</summary>
    public void Open(MeteredRequest request) => _open[request.Reservation.Id] = request;

    /// <summary>Ends a reservation. It never fails: what the ledger does not take now it is told later.</summary>
    public async ValueTask SettleAsync(Reservation reservation, long tokens)
    {
        _open.TryRemove(reservation.Id, out _);
        metrics.OnSettled(reservation.Tenant, tokens);
        try
        {
            // Not the request's token: who leaves has used what it used.
            await ledger.SettleAsync(reservation, tokens, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotSettled(logger, e);
            if (_pending.Count < MaxPending && _pending.TryAdd(reservation.Id, (reservation, tokens)))
            {
                metrics.OnSettlementPending();
            }
        }
    }

    /// <summary>Settles what is pending, a last time.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SettlePendingAsync();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long renewed = time.GetTimestamp();
        return Periodic.RunAsync(_renewInterval < Tick ? _renewInterval : Tick, time, TickAsync, stoppingToken);

        async Task TickAsync(CancellationToken cancellationToken)
        {
            await SettlePendingAsync();
            if (time.GetElapsedTime(renewed) >= _renewInterval)
            {
                renewed = time.GetTimestamp();
                await RenewAsync(cancellationToken);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        foreach (MeteredRequest request in _open.Values)
        {
            try
            {
                await ledger.RenewAsync(request.Reservation, request.TokensSoFar, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The others would fail too; the ledger counts them again when the next round reaches it.
                LogNotRenewed(logger, e);
                return;
            }
        }
    }

    private async Task SettlePendingAsync()
    {
        foreach ((ReservationId id, (Reservation reservation, long tokens)) in _pending)
        {
            try
            {
                await ledger.SettleAsync(reservation, tokens, CancellationToken.None);
            }
            catch (Exception e)
            {
                LogNotSettled(logger, e);
                return;
            }

            if (_pending.TryRemove(id, out _))
            {
                metrics.OnSettlementDone();
            }
        }
    }

    [LoggerMessage(1041, LogLevel.Warning, "what a request has used cannot be booked and is tried again")]
    private static partial void LogNotSettled(ILogger logger, Exception error);

    [LoggerMessage(1042, LogLevel.Warning, "the reservations of running requests cannot be renewed and are tried again")]
    private static partial void LogNotRenewed(ILogger logger, Exception error);
}
