using FinCluster.Core.Audit;

namespace FinCluster.Audit.Writing;

/// <summary>Numbers events as they come, and gives them to the one that writes, as many at a time as there are. Thread-safe.</summary>
/// <remarks>
/// A head takes its number when the batch that it ends is taken, under the same lock that numbers events: so numbers rise without gaps, and a place is known
/// at once.
/// </remarks>
/// <param name="options">The bounds.</param>
/// <param name="last">The number of the last record that is written.</param>
internal sealed class EventQueue(AuditLogOptions options, long last)
{
    private readonly Lock _gate = new();
    private List<QueuedEvent> _waiting = [];
    private long _waitingBytes;
    private long _taken = last;
    private long _last = last;
    private long _durable = last;
    private TaskCompletionSource _nextDone = NewSource();
    private TaskCompletionSource? _takenDone;
    private TaskCompletionSource _wake = NewSource();
    private AuditUnavailableException? _failure;
    private bool _headIsDue;
    private bool _isClosed;

    public bool IsAvailable
    {
        get
        {
            lock (_gate)
            {
                return _failure is null && !_isClosed && HasRoom_NeedsLock(0);
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Takes an event over.</summary>
    public AuditPlace Add(AuditEvent entry, int bytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AuditLog));
            if (_failure is not null)
            {
                throw Again(_failure);
            }

            if (!HasRoom_NeedsLock(bytes))
            {
                throw new AuditUnavailableException($"more events come than the audit log takes: {_waiting.Count} with {_waitingBytes} bytes wait");
            }

            _waiting.Add(new QueuedEvent(entry, bytes));
            _waitingBytes += bytes;
            _last++;
            _wake.TrySetResult();
            return new AuditPlace(_last);
        }
    }

    /// <summary>Waits until a record is on the disk.</summary>
    public Task WaitAsync(AuditPlace place)
    {
        lock (_gate)
        {
            if (place.Sequence <= _durable)
            {
                return Task.CompletedTask;
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThan(place.Sequence, _last);
            if (_failure is not null)
            {
                return Task.FromException(Again(_failure));
            }

            return place.Sequence <= _taken ? _takenDone!.Task : _nextDone.Task;
        }
    }

    /// <summary>Waits until there is something to write, or nothing will come any more.</summary>
    public Task WaitForWorkAsync()
    {
        lock (_gate)
        {
            return _wake.Task;
        }
    }

    /// <summary>Asks for a head although no event waits.</summary>
    public void AskForHead()
    {
        lock (_gate)
        {
            _headIsDue = true;
            _wake.TrySetResult();
        }
    }

    /// <summary>Refuses all that comes from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _wake.TrySetResult();
        }
    }

    /// <summary>Takes all that is there.</summary>
    /// <param name="unsigned">How many events are written that no head vouches for.</param>
    /// <param name="room">How many bytes the segment has left; a batch that takes them up ends with a head.</param>
    /// <returns>The batch; null when there is nothing to do.</returns>
    public CommitBatch? Take(int unsigned, long room)
    {
        lock (_gate)
        {
            List<QueuedEvent> events = _waiting;
            unsigned += events.Count;
            bool withHead = unsigned > 0 && (_headIsDue || _isClosed || unsigned >= options.HeadEvents || _waitingBytes >= room);
            _waiting = [];
            _waitingBytes = 0;
            _headIsDue = false;
            _wake = _isClosed ? _wake : NewSource();
            if (events.Count == 0 && !withHead)
            {
                return null;
            }

            // The head's number comes before that of the next event.
            _last += withHead ? 1 : 0;
            _taken = _last;
            _takenDone = _nextDone;
            _nextDone = NewSource();
            return new CommitBatch(events, withHead, _takenDone);
        }
    }

    /// <summary>A batch is on the disk.</summary>
    public void Succeed(CommitBatch batch)
    {
        lock (_gate)
        {
            _failure = null;
            _durable = _taken;
            batch.Done.TrySetResult();
        }
    }

    /// <summary>A batch could not be written; it is tried again. Who waits is told, and who comes meanwhile is refused.</summary>
    public void Fail(CommitBatch batch, AuditUnavailableException failure)
    {
        lock (_gate)
        {
            _failure = failure;
            Fail_NeedsLock(batch.Done, failure);
            Fail_NeedsLock(_nextDone, failure);
            _nextDone = NewSource();
        }
    }

    private static void Fail_NeedsLock(TaskCompletionSource done, AuditUnavailableException failure)
    {
        done.TrySetException(Again(failure));

        // Nobody may wait for it, which is no error.
        _ = done.Task.Exception;
    }

    private static AuditUnavailableException Again(AuditUnavailableException failure) => new(failure.Message, failure.InnerException);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The bytes of one event are never too many by themselves.
    private bool HasRoom_NeedsLock(int bytes) =>
        _waiting.Count < options.MaxQueuedEvents && (_waiting.Count == 0 || _waitingBytes + bytes <= options.MaxQueuedBytes);
}
