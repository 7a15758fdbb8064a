using System.Globalization;
using FinCluster.Core.Edge;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Tiers;

/// <summary>The edge's answer while it is not known whether it is sure enough. Used by one call at a time.</summary>
/// <param name="events">The answer's events, with probabilities.</param>
/// <param name="probe">Decides.</param>
/// <param name="time">The clock.</param>
internal sealed class EdgeAttempt(IAsyncEnumerator<GenerationEvent> events, ConfidenceProbe probe, TimeProvider time)
{
    private readonly List<GenerationEvent> _held = [];
    private Task<bool>? _next;

    /// <summary>Gets the events so far.</summary>
    public IReadOnlyList<GenerationEvent> Held => _held;

    /// <summary>Gets the tokens so far.</summary>
    public int Tokens => _held.Count(step => step is GeneratedToken);

    /// <summary>Gets why the edge failed; null when it did not.</summary>
    public RequestException? Failure { get; private set; }

    /// <summary>Reads events until the probe has decided, or its time is over.</summary>
    public async Task<ProbeVerdict> ProbeAsync(CancellationToken cancellationToken)
    {
        ProbeVerdict verdict = default;
        while (verdict.Outcome == ProbeOutcome.Undecided)
        {
            verdict = await StepAsync(cancellationToken);
        }

        return verdict;
    }

    /// <summary>Reads the events behind those that are held.</summary>
    public async ValueTask<GenerationEvent?> ReadAsync()
    {
        Task<bool>? pending = _next;
        _next = null;
        bool has = pending is null ? await events.MoveNextAsync() : await pending;
        return has ? events.Current : null;
    }

    /// <summary>Writes a verdict for a record.</summary>
    public static string Describe(ProbeVerdict verdict) =>
        string.Create(CultureInfo.InvariantCulture, $"probe:{verdict.Reason} {verdict.Value:0.00} {verdict.Tokens}");

    /// <summary>Waits for what is still read, so that the events can be disposed.</summary>
    public async Task SettleAsync()
    {
        if (_next is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ProbeVerdict> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            _next ??= events.MoveNextAsync().AsTask();
            bool has = await _next.WaitAsync(probe.TimeLeft, time, cancellationToken);
            _next = null;
            if (!has)
            {
                return probe.Complete();
            }

            _held.Add(events.Current);
            return events.Current switch
            {
                GeneratedToken { LogProbs: { } logProbs } => probe.Observe(logProbs),
                GenerationFinished => probe.Complete(),
                _ => probe.Check(),
            };
        }
        catch (TimeoutException)
        {
            return probe.Check();
        }
        catch (RequestException e) when (e.Kind.Class != ErrorClass.Rejected)
        {
            Failure = e;
            _next = null;
            return probe.Complete() is { Outcome: ProbeOutcome.FallThrough } given ? given : new ProbeVerdict(ProbeOutcome.FallThrough, ProbeReason.NoToken, 0, 0);
        }
    }
}
