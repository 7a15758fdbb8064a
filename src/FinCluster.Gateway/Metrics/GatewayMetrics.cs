using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Metrics;

/// <summary>What the gateway measures. The instruments are documented in docs/metrics.md.</summary>
internal sealed class GatewayMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "FinCluster.Gateway";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private static readonly InstrumentAdvice<double> SecondsPerToken = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    };

    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _failovers;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Histogram<double> _duration;
    private long _activeNow;
    private long _failoversTotal;

    public GatewayMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(MeterName);
        _active = meter.CreateUpDownCounter<long>("fincluster.gateway.requests.active", "{request}", "Generations that are running.");
        _failovers = meter.CreateCounter<long>(
            "fincluster.gateway.failovers", "{failover}", "Answers that were continued after their node was lost.");
        _errors = meter.CreateCounter<long>("fincluster.gateway.errors", "{error}", "Requests that ended with an error.");
        _tokens = meter.CreateCounter<long>("fincluster.gateway.tokens", "{token}", "Tokens of finished answers.");
        _timeToFirstToken = meter.CreateHistogram(
            "gen_ai.server.time_to_first_token", "s", "Time from the accepted request to its first token.", advice: Seconds);
        _timePerOutputToken = meter.CreateHistogram(
            "gen_ai.server.time_per_output_token", "s", "Mean time from one token of an answer to the next.", advice: SecondsPerToken);
        _duration = meter.CreateHistogram(
            "gen_ai.server.request.duration", "s", "Time from the accepted request to the end of its answer.", advice: Seconds);
    }

    /// <summary>Gets the generations that are running.</summary>
    public long ActiveNow => Interlocked.Read(ref _activeNow);

    /// <summary>Gets how often an answer was continued after its node was lost.</summary>
    public long FailoversTotal => Interlocked.Read(ref _failoversTotal);

    public void OnStarted()
    {
        Interlocked.Increment(ref _activeNow);
        _active.Add(1);
    }

    public void OnEnded()
    {
        Interlocked.Decrement(ref _activeNow);
        _active.Add(-1);
    }

    public void OnFailover()
    {
        Interlocked.Increment(ref _failoversTotal);
        _failovers.Add(1);
    }

    public void OnError(ErrorKind kind) => _errors.Add(1, new TagList { { "error", kind.Name }, { "class", kind.Class.ToString() } });

    public void OnFirstToken(string model, TimeSpan elapsed) => _timeToFirstToken.Record(elapsed.TotalSeconds, Tags(model));

    public void OnFinished(string model, TimeSpan duration, TimeSpan timeToFirstToken, int promptTokens, int completionTokens)
    {
        TagList tags = Tags(model);
        _duration.Record(duration.TotalSeconds, tags);
        if (completionTokens > 1)
        {
            _timePerOutputToken.Record((duration - timeToFirstToken).TotalSeconds / (completionTokens - 1), tags);
        }

        _tokens.Add(promptTokens, new TagList { { "model", model }, { "type", "input" } });
        _tokens.Add(completionTokens, new TagList { { "model", model }, { "type", "output" } });
    }

    private static TagList Tags(string model) => new() { { "model", model } };
}
