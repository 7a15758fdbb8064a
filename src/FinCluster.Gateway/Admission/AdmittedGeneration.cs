using FinCluster.Core.Admission;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Admission;

/// <summary>A generation that its tenant may have, from the reservation to the settlement. Used by one call at a time.</summary>
internal sealed class AdmittedGeneration(
    AdmissionRequest request, ModelQueues queues, string model, MeteredRequest? metered, AdmissionMetrics metrics) : IAsyncDisposable
{
    private AdmissionSlot? _slot;

    /// <summary>Gets how long it waited for its turn.</summary>
    public TimeSpan Waited => _slot?.Waited ?? TimeSpan.Zero;

    /// <summary>Waits for its turn.</summary>
    /// <exception cref="RequestException">There are too many that wait, or the deadline passed.</exception>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => TakeTurnAsync(model, cancellationToken);

    /// <summary>Gives its turn back and waits for one of another model, which is to answer instead.</summary>
    /// <exception cref="RequestException">There are too many that wait, or the deadline passed.</exception>
    public ValueTask MoveAsync(string other, CancellationToken cancellationToken)
    {
        _slot?.Dispose();
        _slot = null;
        return TakeTurnAsync(other, cancellationToken);
    }

    private async ValueTask TakeTurnAsync(string name, CancellationToken cancellationToken)
    {
        ValueTask<AdmissionSlot> entering = queues.Get(name).EnterAsync(request, cancellationToken);
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
