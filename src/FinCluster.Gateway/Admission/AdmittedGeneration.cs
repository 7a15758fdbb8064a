using FinCluster.Core.Admission;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Admission;

/// <summary>A generation that its tenant may have, from the reservation to the settlement. Used by one call at a time.</summary>
internal sealed class AdmittedGeneration(
    AdmissionRequest request, AdmissionQueue queue, MeteredRequest? metered, AdmissionMetrics metrics) : IAsyncDisposable
{
    private AdmissionSlot? _slot;

    /// <summary>Gets how long it waited for its turn.</summary>
    public TimeSpan Waited => _slot?.Waited ?? TimeSpan.Zero;

    /// <summary>Waits for its turn.</summary>
    /// <exception cref="RequestException">There are too many that wait, or the deadline passed.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        ValueTask<AdmissionSlot> entering = queue.EnterAsync(request, cancellationToken);
        if (entering.IsCompletedSuccessfully)
        {
            _slot = await entering;
        }
        else
        {
            metrics.OnQueued(request.Class);
            try
            {
                _slot = await entering;
            }
            finally
            {
                metrics.OnLeftQueue(request.Class);
            }
        }

        metrics.OnWaited(request.Class, _slot.Waited);
    }

    /// <summary>Counts the prompt, when its length is known.</summary>
    public void OnPrompt(int tokens)
    {
        _slot?.ReportPrompt(tokens);
        metered?.Add(tokens);
    }

    /// <summary>Counts a token of the answer. It takes no lock and allocates nothing.</summary>
    public void OnToken()
    {
        _slot?.ReportOutput(1);
        metered?.Add(1);
    }

    /// <summary>Books what was used, and lets the next one run. Calling it again does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        _slot?.Dispose();
        await (metered?.SettleAsync() ?? ValueTask.CompletedTask);
    }
}
