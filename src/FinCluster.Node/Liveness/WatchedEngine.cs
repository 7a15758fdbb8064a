using FinCluster.Core.Engine;
using FinCluster.Node.Hosting;
using FinCluster.Node.Service;

namespace FinCluster.Node.Liveness;

/// <summary>Whether one engine gives tokens: what its counters say, and its canaries while it has nothing else to do.</summary>
/// <remarks>Used by its monitor's loop alone.</remarks>
internal sealed class WatchedEngine
{
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending;
    private readonly StallDetector _detector;
    private Task<CanaryOutcome>? _canary;
    private long _askedAt;
    private long _quietSince;

    // A token is owed from the canary that asks for it, or from a stall, until one comes.
    private bool _isTokenOwed;

    /// <summary>Begins to watch.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">How long things may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="draining">Calls canaries back.</param>
    public WatchedEngine(IInferenceEngine engine, NodeOptions options, TimeProvider time, CancellationToken draining)
    {
        (Engine, _options, _time) = (engine, options, time);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(draining);
        _detector = new StallDetector(options.StallLimit, time);
        _quietSince = time.GetTimestamp();
    }

    /// <summary>Gets the engine.</summary>
    public IInferenceEngine Engine { get; }

    /// <summary>Gets a value indicating whether no token has come for too long.</summary>
    public bool IsStalled => _detector.IsStalled;

    /// <summary>Gets for how long no token has come that should have.</summary>
    public TimeSpan Still => _detector.Still;

    private bool HasCanaries => _options.CanaryInterval > TimeSpan.Zero;

    /// <summary>Looks at the counters and at the canary, and sends one when it is time.</summary>
    public async Task SampleAsync(ReplicaSet replicas)
    {
        if (_canary is { IsCompleted: true })
        {
            TakeOutcome(await _canary);
            _canary = null;
        }

        // What has stalled and then lost its work has not given a token yet.
        _isTokenOwed |= _detector.IsStalled && HasCanaries;
        EngineStatistics statistics = Engine.GetStatistics();
        bool hasWork = StallDetector.HasWork(statistics);
        bool isProgress = _detector.Observe(statistics, _isTokenOwed);
        if (isProgress)
        {
            _isTokenOwed = false;
        }

        if (isProgress || hasWork)
        {
            _quietSince = _time.GetTimestamp();
        }
        else if (IsCanaryDue() && replicas.TryUseIdle(Engine) is { } use)
        {
            _askedAt = _time.GetTimestamp();
            _isTokenOwed = true;
            _canary = AskAsync(use);
        }
    }

    /// <summary>Calls the canary back and waits for its end.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        if (_canary is { } canary)
        {
            await canary;
        }

        _ending.Dispose();
    }

    private bool IsCanaryDue() =>
        HasCanaries && _canary is null && !_ending.IsCancellationRequested
        && (_isTokenOwed ? _time.GetElapsedTime(_askedAt) >= _detector.MaxSampleInterval : _time.GetElapsedTime(_quietSince) >= _options.CanaryInterval);

    private void TakeOutcome(CanaryOutcome outcome)
    {
        if (outcome == CanaryOutcome.Failed)
        {
            return;
        }

        // One that was not taken tells nothing, and so it must not be held against the engine either.
        _isTokenOwed = false;
        _quietSince = _time.GetTimestamp();
        _detector.OnProgress();
    }

    private async Task<CanaryOutcome> AskAsync(ReplicaUse use)
    {
        using (use)
        {
            return await TokenCanary.AskAsync(use.Engine, _ending.Token);
        }
    }
}
