using System.Runtime.InteropServices;

namespace FinCluster.Core.Tenants;

/// <summary>What one tenant has used: the definition of <see cref="ITenantLedger"/>, without a clock and without I/O.</summary>
/// <remarks>
/// <para>Not thread-safe: whoever keeps it makes each call one step. Every call first reclaims the reservations whose leases have run out.</para>
/// <para>
/// A reservation is open (it counts as a stream, and its charge is the larger of its estimate and its use), reclaimed (its lease ran out; its
/// charge is its use at the last renewal) or settled. Booking a charge of d tokens more takes d from the bucket, if there is a limit, and adds d
/// to the month, if the reservation began in this month: what it began in a month that is over changes nothing any more.
/// </para>
/// </remarks>
public sealed class TenantAccount
{
    /// <summary>How long a settled id is remembered, so that a repeated call books nothing twice.</summary>
    public static readonly TimeSpan SettledRetention = TimeSpan.FromMinutes(1);

    /// <summary>How long a reclaimed reservation can still be renewed or settled without counting twice.</summary>
    public static readonly TimeSpan ReclaimedRetention = TimeSpan.FromHours(1);

    private static readonly TimeSpan StreamRetryAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ReservationId, Entry> _entries = [];

    // An entry that moved to a later time is found at its old one and put back, so a renewal costs nothing here.
    private readonly PriorityQueue<ReservationId, long> _due = new();
    private TokenBucket? _requests;
    private TokenBucket? _tokens;
    private int _openStreams;
    private int _month;
    private long _monthTokens;
    private long _unusedTokens;

    private enum EntryState
    {
        Open,
        Reclaimed,
        Settled,
    }

    /// <summary>Gets the month of <see cref="MonthTokens"/>, as year times 100 plus month; 0 before the first call.</summary>
    public int Month => _month;

    /// <summary>Gets the tokens charged in <see cref="Month"/>.</summary>
    public long MonthTokens => _monthTokens;

    /// <summary>Gets what the month would have cost if every open reservation were reclaimed now: what to store against a crash of the keeper.</summary>
    public long FirmMonthTokens => _monthTokens - _unusedTokens;

    /// <summary>Gets how many reservations are remembered, those that are over included.</summary>
    public int RememberedCount => _entries.Count;

    /// <summary>Takes over what a month had cost before this account was made.</summary>
    public void Restore(int month, long monthTokens) => (_month, _monthTokens) = (month, monthTokens);

    /// <summary>Writes down what a keeper needs that goes on where this one ended; see <see cref="TenantAccountState"/>.</summary>
    public TenantAccountState Save() => new(
        _month,
        _monthTokens,
        _requests,
        _tokens,
        [.. _entries.Where(entry => entry.Value.State != EntryState.Settled).Select(entry => new SavedReservation(
            entry.Key, entry.Value.State == EntryState.Open, entry.Value.Charged, entry.Value.Used, entry.Value.Month, entry.Value.IsStream,
            entry.Value.DueMicros))]);

    /// <summary>Makes an account that goes on where another one ended.</summary>
    public static TenantAccount From(TenantAccountState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var account = new TenantAccount { _month = state.Month, _monthTokens = state.MonthTokens, _requests = state.Requests, _tokens = state.Tokens };
        foreach (SavedReservation saved in state.Reservations)
        {
            var entry = new Entry
            {
                State = saved.IsOpen ? EntryState.Open : EntryState.Reclaimed,
                Charged = saved.Charged,
                Used = saved.Used,
                Month = saved.Month,
                IsStream = saved.IsStream,
            };
            account._entries.Add(saved.Id, entry);
            account._openStreams += saved.IsOpen && saved.IsStream ? 1 : 0;
            account._unusedTokens += account.Unused(entry);
            account.Remember(saved.Id, entry, saved.DueMicros);
        }

        return account;
    }

    /// <summary>Books a request, or says which limit is in the way; see <see cref="ITenantLedger.ReserveAsync"/>.</summary>
    public ReserveResult Reserve(Reservation reservation, LedgerTime now)
    {
        Begin(reservation.Limits, now);
        if (_entries.ContainsKey(reservation.Id))
        {
            return new ReserveResult(null, null, Usage(reservation.Limits));
        }

        if (FindObstacle(reservation, now) is { } obstacle)
        {
            return new ReserveResult(obstacle.Over, obstacle.RetryAfter, Usage(reservation.Limits));
        }

        if (reservation.Limits.RequestsPerSecond is { } rate)
        {
            _requests = _requests!.Value.Take(BucketRule.ForRequests(rate), 1);
        }

        var entry = new Entry { IsStream = reservation.IsStream, Month = _month };
        _entries.Add(reservation.Id, entry);
        Open(reservation, entry, now);
        return new ReserveResult(null, null, Usage(reservation.Limits));
    }

    /// <summary>Lets a reservation hold for its lease from now on; see <see cref="ITenantLedger.RenewAsync"/>.</summary>
    public bool Renew(Reservation reservation, long tokensSoFar, LedgerTime now)
    {
        Begin(reservation.Limits, now);
        if (!_entries.TryGetValue(reservation.Id, out Entry? entry) || entry.State == EntryState.Settled)
        {
            return false;
        }

        if (entry.State == EntryState.Reclaimed)
        {
            entry.Used = Math.Max(entry.Used, tokensSoFar);
            Open(reservation, entry, now);
            return true;
        }

        _unusedTokens -= Unused(entry);
        entry.Used = Math.Max(entry.Used, tokensSoFar);
        Charge(entry, Math.Max(entry.Charged, entry.Used), reservation.Limits);
        _unusedTokens += Unused(entry);
        entry.DueMicros = now.Micros + LedgerTime.ToMicros(reservation.Lease);
        return true;
    }

    /// <summary>Ends a reservation and books what the request really used; see <see cref="ITenantLedger.SettleAsync"/>.</summary>
    public SettleStatus Settle(Reservation reservation, long tokens, LedgerTime now)
    {
        Begin(reservation.Limits, now);
        ref Entry? entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, reservation.Id, out bool isKnown);
        if (entry?.State == EntryState.Settled)
        {
            return SettleStatus.AlreadySettled;
        }

        // What was never reserved is remembered too: the call may come a second time.
        entry ??= new Entry { State = EntryState.Reclaimed, Month = _month };
        bool wasOpen = isKnown && entry.State == EntryState.Open;
        Close(entry, EntryState.Settled, tokens, reservation.Limits);
        Remember(reservation.Id, entry, now.Micros + LedgerTime.ToMicros(SettledRetention));
        return wasOpen ? SettleStatus.Settled : SettleStatus.SettledLate;
    }

    /// <summary>Reads what is left; see <see cref="ITenantLedger.GetUsageAsync"/>.</summary>
    public TenantUsage GetUsage(TenantLimits limits, LedgerTime now)
    {
        Begin(limits, now);
        return Usage(limits);
    }

    private static TimeSpan FromMicros(long micros) => TimeSpan.FromTicks(micros * TimeSpan.TicksPerMicrosecond);

    // The month first, so that what is given back belongs to the right one; then the buckets, so that it is not cut by an old level.
    private void Begin(TenantLimits limits, LedgerTime now)
    {
        if (_month != now.Month)
        {
            (_month, _monthTokens, _unusedTokens) = (now.Month, 0, 0);
        }

        _requests = limits.RequestsPerSecond is { } rate ? Refill(_requests, BucketRule.ForRequests(rate), now) : null;
        _tokens = limits.TokensPerMinute is { } perMinute ? Refill(_tokens, BucketRule.ForTokens(perMinute), now) : null;
        while (_due.TryPeek(out ReservationId id, out long due) && due <= now.Micros)
        {
            _due.Dequeue();
            if (_entries.TryGetValue(id, out Entry? entry))
            {
                OnDue(id, entry, limits, now);
            }
        }
    }

    private static TokenBucket Refill(TokenBucket? bucket, BucketRule rule, LedgerTime now) =>
        bucket?.Refill(rule, now.Micros) ?? TokenBucket.Full(rule, now.Micros);

    private void OnDue(ReservationId id, Entry entry, TenantLimits limits, LedgerTime now)
    {
        if (entry.DueMicros > now.Micros)
        {
            _due.Enqueue(id, entry.DueMicros);
        }
        else if (entry.State == EntryState.Open)
        {
            Close(entry, EntryState.Reclaimed, entry.Used, limits);
            Remember(id, entry, now.Micros + LedgerTime.ToMicros(ReclaimedRetention));
        }
        else
        {
            _entries.Remove(id);
        }
    }

    /// <summary>Finds the limit that is in the way for longest: who waits for it should not then meet another.</summary>
    private (LimitKind Over, TimeSpan? RetryAfter)? FindObstacle(Reservation reservation, LedgerTime now)
    {
        TenantLimits limits = reservation.Limits;
        (LimitKind Over, TimeSpan? RetryAfter)? longest = null;
        if (limits.RequestsPerSecond is { } rate)
        {
            Consider(LimitKind.Requests, FromMicros(_requests!.Value.WaitMicros(BucketRule.ForRequests(rate), 1)));
        }

        if (limits.TokensPerMinute is { } perMinute)
        {
            bool neverFits = reservation.Tokens > perMinute;
            Consider(LimitKind.Tokens, neverFits ? null : FromMicros(_tokens!.Value.WaitMicros(BucketRule.ForTokens(perMinute), reservation.Tokens)));
        }

        if (reservation.IsStream && _openStreams >= limits.ConcurrentStreams)
        {
            Consider(LimitKind.Streams, StreamRetryAfter);
        }

        if (limits.MonthlyTokens is { } budget && _monthTokens + reservation.Tokens > budget)
        {
            Consider(LimitKind.Budget, reservation.Tokens > budget ? null : FromMicros(now.MonthLeftMicros));
        }

        return longest;

        void Consider(LimitKind kind, TimeSpan? wait)
        {
            bool isInTheWay = wait != TimeSpan.Zero;
            if (isInTheWay && (longest is not { } other || (other.RetryAfter is { } least && (wait ?? TimeSpan.MaxValue) > least)))
            {
                longest = (kind, wait);
            }
        }
    }

    private void Open(Reservation reservation, Entry entry, LedgerTime now)
    {
        entry.State = EntryState.Open;
        _openStreams += entry.IsStream ? 1 : 0;
        Charge(entry, Math.Max(reservation.Tokens, entry.Used), reservation.Limits);
        _unusedTokens += Unused(entry);
        Remember(reservation.Id, entry, now.Micros + LedgerTime.ToMicros(reservation.Lease));
    }

    private void Close(Entry entry, EntryState state, long charge, TenantLimits limits)
    {
        _openStreams -= entry.State == EntryState.Open && entry.IsStream ? 1 : 0;
        _unusedTokens -= Unused(entry);
        entry.State = state;
        Charge(entry, charge, limits);
    }

    private long Unused(Entry entry) => entry.State == EntryState.Open && entry.Month == _month ? entry.Charged - entry.Used : 0;

    private void Charge(Entry entry, long tokens, TenantLimits limits)
    {
        long more = tokens - entry.Charged;
        entry.Charged = tokens;
        if (limits.TokensPerMinute is { } perMinute)
        {
            _tokens = _tokens!.Value.Take(BucketRule.ForTokens(perMinute), more);
        }

        if (entry.Month == _month)
        {
            _monthTokens += more;
        }
    }

    private void Remember(ReservationId id, Entry entry, long dueMicros)
    {
        entry.DueMicros = dueMicros;
        _due.Enqueue(id, dueMicros);
    }

    private TenantUsage Usage(TenantLimits limits)
    {
        BucketRule? requests = limits.RequestsPerSecond is { } rate ? BucketRule.ForRequests(rate) : null;
        BucketRule? tokens = limits.TokensPerMinute is { } perMinute ? BucketRule.ForTokens(perMinute) : null;
        return new TenantUsage(
            requests is { } r ? _requests!.Value.Available(r) : null,
            requests is { } full ? FromMicros(_requests!.Value.WaitMicros(full, full.Burst)) : null,
            tokens is { } t ? _tokens!.Value.Available(t) : null,
            tokens is { } all ? FromMicros(_tokens!.Value.WaitMicros(all, all.Burst)) : null,
            _openStreams,
            _month,
            _monthTokens);
    }

    private sealed class Entry
    {
        public EntryState State { get; set; }

        /// <summary>Gets or sets the tokens that are booked for it.</summary>
        public long Charged { get; set; }

        /// <summary>Gets or sets the tokens of the last renewal.</summary>
        public long Used { get; set; }

        /// <summary>Gets the month in which it was reserved.</summary>
        public int Month { get; init; }

        public bool IsStream { get; init; }

        /// <summary>Gets or sets when it is reclaimed or, when it is over, forgotten.</summary>
        public long DueMicros { get; set; }
    }
}
