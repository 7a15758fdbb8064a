namespace FinCluster.Core.Admission;

/// <summary>The right to run one request. Its members may be called from any thread.</summary>
/// <remarks>Reporting tokens takes no lock and allocates nothing, so it can be done for each token.</remarks>
public sealed class AdmissionSlot : IDisposable
{
    private readonly AdmissionQueue _queue;
    private readonly TenantBacklog _tenant;
    private readonly int _weight;
    private int _chargedPromptTokens;
    private int _disposed;

    internal AdmissionSlot(AdmissionQueue queue, TenantBacklog tenant, in AdmissionRequest request, TimeSpan waited)
    {
        _queue = queue;
        _tenant = tenant;
        Share = tenant.Share;
        _weight = request.Weight;
        _chargedPromptTokens = request.PromptTokens;
        Tokens = (long)request.PromptTokens + request.OutputTokens;
        Waited = waited;
        StartedTimestamp = queue.Timestamp;
        tenant.Counter.Charge(request.PromptTokens, VirtualCounter.InputWeight, _weight);
    }

    /// <summary>Gets how long the request waited.</summary>
    public TimeSpan Waited { get; }

    internal long Tokens { get; }

    /// <summary>Gets what the tenant has; the slot is part of it.</summary>
    internal TenantShare Share { get; }

    internal long StartedTimestamp { get; }

    /// <summary>Corrects the estimate of the prompt.</summary>
    public void ReportPrompt(int tokens)
    {
        int before = Interlocked.Exchange(ref _chargedPromptTokens, tokens);
        _tenant.Counter.Charge((long)tokens - before, VirtualCounter.InputWeight, _weight);
    }

    /// <summary>Counts tokens that were generated.</summary>
    public void ReportOutput(int tokens) => _tenant.Counter.Charge(tokens, VirtualCounter.OutputWeight, _weight);

    /// <summary>Gives the capacity to the next request. Calling it again does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _queue.Release(this, _tenant);
        }
    }
}
