using System.Collections.Immutable;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Core.State;
using FinCluster.Scaler.Decisions;
using FinCluster.Scaler.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Scaler.Control;

/// <summary>Leads, or waits to: looks at every pool at each interval, and notes what it did.</summary>
/// <remarks>
/// A scaler that has lost the lead, or cannot say whether it has, moves nothing; the pools stay as they are. What fails is tried again at the next interval.
/// </remarks>
internal sealed partial class ScalerLoop(
    ScalerOptions options,
    ILeadership leadership,
    IDemandBoard board,
    IFleet fleet,
    IScaleTarget target,
    ICalendarSource calendars,
    MarketClock clock,
    DecisionLog decisions,
    TimeProvider time,
    ILogger<ScalerLoop> logger) : BackgroundService
{
    private static readonly TimeSpan ResignTimeout = TimeSpan.FromSeconds(2);

    private readonly LeadKeeper _lead = new(leadership, options.Name, options.TermLifetime, time);
    private readonly CurrentState<ScalerStatus> _status = new(
        new ScalerStatus(false, null, [.. options.Plan.Pools.Select(pool => new PoolStatus(pool.Name, null, 0, null, null))], 0), status => status.Version);

    private ImmutableArray<PoolLoop> _pools = [];
    private MarketCalendar? _calendar;
    private string? _written;
    private long _writtenAt;
    private bool _isAway;
    private long _begunTerm;

    /// <summary>Gets how the scaler is.</summary>
    public ScalerStatus Status => _status.Current;

    /// <summary>Waits until the pools were looked at again.</summary>
    public Task<ScalerStatus> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _status.WaitForChangeAsync(version, cancellationToken);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(ResignTimeout, time);
        try
        {
            await NoteAsync(isDue: true, patience.Token);
            await _lead.ResignAsync(patience.Token);
        }
        catch (Exception e) when (e is ControlPlaneUnavailableException or OperationCanceledException)
        {
            // The term ends by itself.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _lead.CampaignAsync(cancellationToken);
            if (_lead.Term is { } term && term.FencingToken != _begunTerm)
            {
                await BeginAsync(term, cancellationToken);
            }

            ScalerStatus next = _lead.Term is null ? await FollowAsync(cancellationToken) : await LeadAsync(cancellationToken);
            _status.Replace(next with { Version = Status.Version + 1 });
            if (_isAway)
            {
                _isAway = false;
                LogBack(logger);
            }
        }
        catch (ControlPlaneUnavailableException e)
        {
            if (!_isAway)
            {
                _isAway = true;
                LogAway(logger, e);
            }

            _status.Replace(Status with { IsLeader = false, Version = Status.Version + 1 });
        }
    }

    /// <summary>Begins a term with what the leader before has noted.</summary>
    /// <remarks>The term has begun only when that is read: else what was learned would be lost when the control plane is away for a moment.</remarks>
    private async Task BeginAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        string? text = (await _lead.ReadAsync(cancellationToken)).Note;
        LogLeads(logger, options.Name, term.FencingToken);
        _calendar = calendars.Read();
        _pools = [.. options.Plan.Pools.Select(pool => new PoolLoop(pool, _calendar, target))];
        (_written, _writtenAt) = (text, time.GetTimestamp());
        ScalerNote note = Read(text, out FormatException? unreadable);
        foreach (PoolLoop pool in _pools)
        {
            try
            {
                if (unreadable is not null)
                {
                    LogUnreadable(logger, unreadable, pool.Pool.Name);
                }
                else if (note.Pools.TryGetValue(pool.Pool.Name, out PoolNote? before))
                {
                    pool.Restore(before);
                }
            }
            catch (FormatException e)
            {
                LogUnreadable(logger, e, pool.Pool.Name);
            }
        }

        _begunTerm = term.FencingToken;
    }

    private async Task<ScalerStatus> LeadAsync(CancellationToken cancellationToken)
    {
        FollowCalendar();
        ImmutableArray<GatewayDemand> posts = await board.ReadAsync(cancellationToken);
        FleetSnapshot nodes = fleet.Current;
        PoolStatus[] pools = await Task.WhenAll(_pools.Select(pool => LookAsync(pool, posts, PoolLoop.ReadyOf(pool.Pool, nodes), cancellationToken)));
        await NoteAsync(isDue: pools.Any(pool => pool.Decision?.IsChange == true) || _written is null, cancellationToken);
        return new ScalerStatus(true, options.Name, [.. pools], 0);
    }

    private async Task<PoolStatus> LookAsync(PoolLoop pool, ImmutableArray<GatewayDemand> posts, int ready, CancellationToken cancellationToken)
    {
        try
        {
            Core.Scaling.Policies.ScalingDecision decision = await pool.LookAsync(
                clock.Now, time.GetUtcNow(), posts, ready, () => _lead.IsCertain, cancellationToken);
            if (decision.IsChange)
            {
                LogDecided(logger, pool.Pool.Name, decision.Input.Desired, decision.Replicas, decision.Reason);
            }

            decisions.Add(decision);
            return new PoolStatus(pool.Pool.Name, decision.Replicas, ready, decision, null);
        }
        catch (ScaleTargetException e)
        {
            PoolStatus? before = Status.Find(pool.Pool.Name);
            if (before?.Trouble != e.Message)
            {
                LogTrouble(logger, e, pool.Pool.Name);
            }

            return new PoolStatus(pool.Pool.Name, before?.Desired, ready, null, e.Message);
        }
    }

    private async Task<ScalerStatus> FollowAsync(CancellationToken cancellationToken)
    {
        LeadershipRecord record = await _lead.ReadAsync(cancellationToken);
        ScalerNote note = Read(record.Note, out _);
        FleetSnapshot nodes = fleet.Current;
        return new ScalerStatus(false, record.Leader, [.. options.Plan.Pools.Select(pool => new PoolStatus(
            pool.Name, note.Pools.GetValueOrDefault(pool.Name)?.Replicas, PoolLoop.ReadyOf(pool, nodes), null, null))], 0);
    }

    private static ScalerNote Read(string? text, out FormatException? unreadable)
    {
        unreadable = null;
        try
        {
            return text is null ? ScalerNote.Empty : ScalerNote.Parse(text);
        }
        catch (FormatException e)
        {
            unreadable = e;
            return ScalerNote.Empty;
        }
    }

    private void FollowCalendar()
    {
        MarketCalendar newest = calendars.Read();
        if (!ReferenceEquals(newest, _calendar))
        {
            _calendar = newest;
            foreach (PoolLoop pool in _pools)
            {
                pool.Follow(newest);
            }
        }
    }

    private async Task NoteAsync(bool isDue, CancellationToken cancellationToken)
    {
        if (_lead.Term?.FencingToken != _begunTerm || (!isDue && time.GetElapsedTime(_writtenAt) < options.NoteInterval))
        {
            return;
        }

        string note = new ScalerNote(_pools.ToImmutableSortedDictionary(pool => pool.Pool.Name, pool => pool.Note, StringComparer.Ordinal)).ToString();
        if (note != _written && await _lead.WriteAsync(note, cancellationToken))
        {
            _written = note;
        }

        _writtenAt = time.GetTimestamp();
    }

    [LoggerMessage(6000, LogLevel.Information, "{Name} leads the scalers, in term {Term}")]
    private static partial void LogLeads(ILogger logger, string name, long term);

    [LoggerMessage(6001, LogLevel.Information, "pool {Pool} goes from {Before} to {After} replicas: {Reason}")]
    private static partial void LogDecided(ILogger logger, string pool, int before, int after, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "the replicas of pool {Pool} cannot be moved; they are tried again")]
    private static partial void LogTrouble(ILogger logger, Exception error, string pool);

    [LoggerMessage(6003, LogLevel.Warning, "the control plane is away; the pools stay as they are")]
    private static partial void LogAway(ILogger logger, Exception error);

    [LoggerMessage(6004, LogLevel.Information, "the control plane is back")]
    private static partial void LogBack(ILogger logger);

    [LoggerMessage(6005, LogLevel.Warning, "what was learned of pool {Pool} cannot be read; it begins anew")]
    private static partial void LogUnreadable(ILogger logger, Exception error, string pool);
}
