using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Admission;

/// <summary>Lets as many requests run as the capacity allows, and makes a bounded number of others wait in a fair order.</summary>
/// <remarks>
/// <para>
/// Order: the most urgent class first, always; inside a class the tenant with the smallest virtual token counter; inside a tenant
/// who came first. The request that is next waits until it fits; nobody overtakes it, so large requests do not starve. What runs already is never
/// interrupted.
/// </para>
/// <para>
/// Headroom: while several tenants ask, one that has its part of the slots is held back from the last free ones (<see cref="AdmissionOptions.Headroom"/>), so that a
/// request of another one finds a slot at once instead of the end of an answer. A tenant alone has all of them.
/// </para>
/// <para>
/// Bound: when every place is taken, a new request takes that of a less urgent class, or of a tenant of its class that has at least
/// two more waiting than its own; else it is refused. So neither a class nor a tenant can fill the queue against others.
/// </para>
/// <para>
/// Thread-safety: all members may be called from any thread. One lock guards the order; it is held for as long as it takes to look at the tenants that
/// wait. Time and cancellation come from outside, so the same calls in the same order have the same results.
/// </para>
/// </remarks>
public sealed class AdmissionQueue
{
    private static readonly TimeSpan MinRetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly ClassBacklog[] _classes = [.. Enumerable.Range(0, SloClassText.Count).Select(_ => new ClassBacklog())];
    private readonly AdmissionOptions _options;
    private readonly TimeProvider _time;
    private readonly TenantShares _shares;
    private readonly Predicate<TenantBacklog> _isHeldBack;
    private AdmissionCapacity _capacity;
    private int _queued;
    private int _runningStreams;
    private long _runningTokens;
    private double _meanSeconds = 1;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="capacity">What may run at first.</param>
    /// <param name="time">Measures waits.</param>
    public AdmissionQueue(AdmissionOptions options, AdmissionCapacity capacity, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _time = time;
        _capacity = Check(capacity);
        _shares = new TenantShares(time);
        _isHeldBack = IsHeldBack_NeedsLock;
    }

    /// <summary>Gets the requests that wait.</summary>
    public int QueuedCount { get { lock (_gate) { return _queued; } } }

    /// <summary>Gets the requests that run.</summary>
    public int RunningCount { get { lock (_gate) { return _runningStreams; } } }

    internal long Timestamp => _time.GetTimestamp();

    /// <summary>Counts the requests of a class that wait.</summary>
    public int QueuedOf(SloClass value) { lock (_gate) { return _classes[(int)value].Count; } }

    /// <summary>Changes what may run at once. Less than what runs already interrupts nothing.</summary>
    public void SetCapacity(AdmissionCapacity capacity)
    {
        lock (_gate)
        {
            if (_capacity != capacity)
            {
                _capacity = Check(capacity);
                Dispatch_NeedsLock();
            }
        }
    }

    /// <summary>Waits for a place to run.</summary>
    /// <param name="request">What wants to run.</param>
    /// <param name="cancellationToken">Leaves the queue at once.</param>
    /// <returns>The slot, to be disposed when the request has ended. At once when there is room.</returns>
    /// <exception cref="RequestException">
    /// <see cref="ErrorCode.Overloaded"/>: every place is taken, or was needed for somebody else, or the wait was too long.
    /// <see cref="ErrorCode.DeadlineExceeded"/>: the deadline passed first.
    /// </exception>
    public ValueTask<AdmissionSlot> EnterAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Weight, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(request.PromptTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(request.OutputTokens);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Deadline <= TimeSpan.Zero)
        {
            throw Expired();
        }

        WaitingRequest waiting;
        lock (_gate)
        {
            ClassBacklog backlog = _classes[(int)request.Class];
            TenantBacklog tenant = backlog.Tenant(request.Tenant);
            tenant.Share = _shares.Touch(request.Tenant, request.Weight);
            if (IsNext_NeedsLock(request, tenant) && Fits_NeedsLock(request))
            {
                return ValueTask.FromResult(Start_NeedsLock(request, tenant, TimeSpan.Zero));
            }

            MakeRoom_NeedsLock(request, tenant);
            waiting = new WaitingRequest(request, tenant, _time.GetTimestamp());
            backlog.Add(waiting);
            _queued++;
        }

        Arm(waiting, cancellationToken);
        return new ValueTask<AdmissionSlot>(waiting.Task);
    }

    internal void Release(AdmissionSlot slot, TenantBacklog tenant)
    {
        lock (_gate)
        {
            _runningStreams--;
            _runningTokens -= slot.Tokens;
            tenant.Running--;
            _shares.OnEnded(slot.Share);
            _meanSeconds += (_time.GetElapsedTime(slot.StartedTimestamp).TotalSeconds - _meanSeconds) / 16;
            Dispatch_NeedsLock();
        }
    }

    private static AdmissionCapacity Check(AdmissionCapacity capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Streams, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity.Slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity.Slots, capacity.Streams);
        return capacity;
    }

    private static RequestException Expired() =>
        new(ErrorCode.DeadlineExceeded, "the deadline passed while the request waited for its turn");

    private bool Fits_NeedsLock(in AdmissionRequest request) =>
        _runningStreams == 0
        || (_runningStreams < _capacity.Streams && _runningTokens + request.PromptTokens + request.OutputTokens <= _capacity.Tokens);

    /// <summary>Says whether a request goes before all that wait.</summary>
    private bool IsNext_NeedsLock(in AdmissionRequest request, TenantBacklog tenant)
    {
        int first = Array.FindIndex(_classes, backlog => backlog.Count > 0);
        return (first < 0 || first >= (int)request.Class)
            && !IsHeldBack_NeedsLock(tenant)
            && _classes[(int)request.Class].AllHeldBack(_isHeldBack);
    }

    private bool IsHeldBack_NeedsLock(TenantBacklog tenant) =>
        _runningStreams >= _capacity.Slots - _options.HeadroomOf(_capacity.Slots)
        && _shares.HasItsPart(tenant.Share, _capacity.Slots);

    private AdmissionSlot Start_NeedsLock(in AdmissionRequest request, TenantBacklog tenant, TimeSpan waited)
    {
        _shares.OnStarted(tenant.Share);
        var slot = new AdmissionSlot(this, tenant, request, waited);
        _runningStreams++;
        _runningTokens += slot.Tokens;
        tenant.Running++;
        return slot;
    }

    private void Dispatch_NeedsLock()
    {
        while (_queued > 0)
        {
            if (Array.Find(_classes, backlog => backlog.Count > 0)!.Next(_isHeldBack) is not { } next)
            {
                return;
            }

            if (HasExpired(next))
            {
                Remove_NeedsLock(next);
                next.TrySetException(TooLate(next));
                continue;
            }

            if (!Fits_NeedsLock(next.Request))
            {
                return;
            }

            Remove_NeedsLock(next);

            // It may have waited for so long that the tenant was not among those that ask any more.
            next.Backlog.Share = _shares.Touch(next.Request.Tenant, next.Request.Weight);
            next.TrySetResult(Start_NeedsLock(next.Request, next.Backlog, _time.GetElapsedTime(next.EnteredTimestamp)));
        }
    }

    /// <summary>Makes sure that there is a place for a request, at somebody else's cost if that is fair.</summary>
    private void MakeRoom_NeedsLock(in AdmissionRequest request, TenantBacklog tenant)
    {
        if (_queued < _options.MaxQueuedRequests)
        {
            return;
        }

        int lowest = Array.FindLastIndex(_classes, backlog => backlog.Count > 0);
        WaitingRequest victim = _classes[lowest].Last();
        bool isFair = lowest > (int)request.Class
            || (lowest == (int)request.Class && victim.Backlog.Waiting.Count > tenant.Waiting.Count + 1);
        if (!isFair)
        {
            throw Overloaded_NeedsLock("every place in the queue is taken");
        }

        Remove_NeedsLock(victim);
        victim.TrySetException(Overloaded_NeedsLock("the request's place in the queue was needed for one with more right to it"));
    }

    private void Remove_NeedsLock(WaitingRequest request)
    {
        _classes[(int)request.Request.Class].Remove(request);
        _queued--;
        request.Disarm();
    }

    private void Arm(WaitingRequest waiting, CancellationToken cancellationToken)
    {
        TimeSpan patience = Patience(waiting);
        ITimer timer = _time.CreateTimer(_ => Leave(waiting, () => waiting.TrySetException(TooLate(waiting))), null, patience, Timeout.InfiniteTimeSpan);
        CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
            _ => Leave(waiting, () => waiting.TrySetCanceled(cancellationToken)), null);
        waiting.Arm(timer, cancellation);
    }

    /// <summary>Takes a request out, unless it has left already.</summary>
    private void Leave(WaitingRequest waiting, Action end)
    {
        lock (_gate)
        {
            if (waiting.Node is null)
            {
                return;
            }

            Remove_NeedsLock(waiting);
            end();

            // Who stood behind it may fit where it did not.
            Dispatch_NeedsLock();
        }
    }

    private TimeSpan Patience(WaitingRequest waiting) =>
        waiting.Request.Deadline is { } deadline && deadline < _options.MaxQueueTime ? deadline : _options.MaxQueueTime;

    private bool HasExpired(WaitingRequest waiting) => _time.GetElapsedTime(waiting.EnteredTimestamp) >= Patience(waiting);

    private RequestException TooLate(WaitingRequest waiting)
    {
        if (Patience(waiting) < _options.MaxQueueTime)
        {
            return Expired();
        }

        lock (_gate)
        {
            return Overloaded_NeedsLock("the request has waited too long for its turn");
        }
    }

    // By then the queue of now has been served, if requests take as long as the last few did.
    private RequestException Overloaded_NeedsLock(string message)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(_meanSeconds * (_queued + 1) / _capacity.Streams, MaxRetryAfter.TotalSeconds));
        return new RequestException(ErrorCode.Overloaded, message) { RetryAfter = wait < MinRetryAfter ? MinRetryAfter : wait };
    }
}
