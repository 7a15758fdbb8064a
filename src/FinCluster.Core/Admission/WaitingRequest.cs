namespace FinCluster.Core.Admission;

/// <summary>A request in the queue. Its fields are guarded by the queue's lock; the task may be awaited by anyone.</summary>
internal sealed class WaitingRequest(AdmissionRequest request, TenantBacklog backlog, long enteredTimestamp)
    : TaskCompletionSource<AdmissionSlot>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private readonly Lock _arming = new();
    private ITimer? _timer;
    private CancellationTokenRegistration _cancellation;
    private bool _left;

    public AdmissionRequest Request => request;

    public TenantBacklog Backlog => backlog;

    public long EnteredTimestamp => enteredTimestamp;

    /// <summary>Gets or sets the request's place in its backlog; null once it has left.</summary>
    public LinkedListNode<WaitingRequest>? Node { get; set; }

    /// <summary>Takes over what ends the wait early. Both may fire at once and on this thread.</summary>
    public void Arm(ITimer timer, CancellationTokenRegistration cancellation)
    {
        bool left;
        lock (_arming)
        {
            (_timer, _cancellation) = (timer, cancellation);
            left = _left;
        }

        if (left)
        {
            timer.Dispose();
            cancellation.Unregister();
        }
    }

    /// <summary>Lets go of what would end the wait; after the request has left the queue.</summary>
    public void Disarm()
    {
        lock (_arming)
        {
            _left = true;
            _timer?.Dispose();

            // Not Dispose: it waits for a callback that may be waiting for the queue's lock.
            _cancellation.Unregister();
        }
    }
}
