using FinCluster.Core.Admission;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Models;
using FinCluster.Gateway.Scaling;

namespace FinCluster.Gateway.Admission;

/// <summary>A generation that its tenant may have, from the reservation to the settlement. Used by one call at a time.</summary>
internal sealed class AdmittedGeneration(
    AdmissionRequest request, ModelQueues queues, DemandCounters demand, ServedModel model, MeteredRequest? metered, AdmissionMetrics metrics) : IAsyncDisposable
{
    private DemandCounter _meter = demand.Of(model);
    private AdmissionSlot? _slot;
    private int _tokens;

    /// <summary>Gets how long it waited for its turn.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Waits for its turn.</summary>
    /// <exception cref="RequestException">There are too many that wait, or the deadline passed.</exception>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        Count(model);
        return TakeTurnAsync(model.Replica.Name, cancellationToken);
    }

    /// <summary>Gives its turn back and waits for one of another model, which is to answer instead: it asks something of both.</summary>
    /// <param name="other">The other model.</param>
    /// <param name="tokens">The tokens that were generated for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestException">There are too many that wait, or the deadline passed.</exception>
    public ValueTask MoveAsync(ServedModel other, int tokens, CancellationToken cancellationToken)
    {
        _tokens += tokens;
        GiveTurnBack();
        _meter = demand.Of(other);
        Count(other);
        return TakeTurnAsync(other.Replica.Name, cancellationToken);
    }

    /// <summary>Counts the answer's first token.</summary>
    public void OnFirstToken(TimeSpan elapsed) => _meter.OnFirstToken(elapsed);

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
        _tokens++;
        metered?.Add(1);
    }

    /// <summary>Books what was used, and lets the next one run. Calling it again does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        GiveTurnBack();
        await (metered?.SettleAsync() ?? ValueTask.CompletedTask);
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
            _meter.OnQueued();
            try
            {
                _slot = await entering;
            }
            finally
            {
                _meter.OnLeftQueue();
                metrics.OnLeftQueue(request.Class);
            }
        }

        _meter.OnStarted();
        Waited = _slot.Waited;
        metrics.OnWaited(request.Class, _slot.Waited);
    }

    private void Count(ServedModel asked)
    {
        if (asked.Held is null)
        {
            _meter.OnRequest();
        }
    }

    private void GiveTurnBack()
    {
        if (_slot is { } slot)
        {
            _slot = null;
            slot.Dispose();
            _meter.OnEnded(_tokens);
            _tokens = 0;
        }
    }
}
