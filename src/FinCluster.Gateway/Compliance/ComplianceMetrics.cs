using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Text;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Compliance;

/// <summary>Measures what guards and masks do. Thread-safe.</summary>
internal sealed class ComplianceMetrics
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.05],
    };

    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _masked;
    private readonly Counter<long> _reviews;
    private readonly Histogram<double> _input;
    private readonly Histogram<double> _recording;

    public ComplianceMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _verdicts = meter.CreateCounter<long>("fincluster.gateway.guard.verdicts", "{verdict}", "Verdicts on questions, answers and texts to classify.");
        _masked = meter.CreateCounter<long>("fincluster.gateway.masked.values", "{value}", "Personal data that was masked.");
        _reviews = meter.CreateCounter<long>("fincluster.gateway.review.items", "{item}", "Items for the review queue.");
        _input = meter.CreateHistogram("fincluster.gateway.guard.input", "s", "Time to judge a question.", advice: Seconds);
        _recording = meter.CreateHistogram("fincluster.gateway.audit.wait", "s", "Time that an answer waited until its events were safe.", advice: Seconds);
    }

    /// <summary>Counts a verdict.</summary>
    public void OnVerdict(string direction, GuardVerdict verdict) => _verdicts.Add(1, new TagList
    {
        { "direction", direction },
        { "action", EnumNames.Of(verdict.Action) },
        { "category", verdict.Category is { } category ? EnumNames.Of(category) : "none" },
    });

    /// <summary>Counts masked values of one kind.</summary>
    public void OnMasked(string kind, int count) => _masked.Add(count, new TagList { { "kind", kind } });

    /// <summary>Counts an item for the review queue.</summary>
    public void OnReview(string outcome) => _reviews.Add(1, new TagList { { "outcome", outcome } });

    /// <summary>Notes how long a question was judged.</summary>
    public void OnInput(TimeSpan elapsed) => _input.Record(elapsed.TotalSeconds);

    /// <summary>Notes how long an answer waited for the audit log.</summary>
    public void OnRecorded(TimeSpan elapsed) => _recording.Record(elapsed.TotalSeconds);
}
