using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using FinCluster.Core.Metrics;

namespace FinCluster.Gateway.Metrics;

/// <summary>One instrument in Prometheus' terms: a name, a kind and a series for each set of labels. Thread-safe.</summary>
internal sealed class MetricFamily
{
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<double>? _bounds;
    private readonly string _help;
    private readonly string _kind;

    public MetricFamily(Instrument instrument)
    {
        bool isCounter = instrument is Counter<long>;
        _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries;
        _kind = isCounter ? "counter" : _bounds is not null ? "histogram" : "gauge";
        _help = instrument.Description ?? "";
        Name = PrometheusText.Name(instrument.Name) + (instrument.Unit == "s" ? "_seconds" : "") + (isCounter ? "_total" : "");
    }

    /// <summary>Gets the name under which it is exposed.</summary>
    public string Name { get; }

    /// <summary>Adds one measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _series.GetOrAdd(PrometheusText.Labels(tags), static (_, bounds) => new MetricSeries(bounds), _bounds).Record(value);

    /// <summary>Writes all series in the text format.</summary>
    public void Write(StringBuilder text)
    {
        PrometheusText.Head(text, Name, _kind, _help);
        foreach ((string labels, MetricSeries series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            (double sum, long count, long[] buckets) = series.Read();
            if (_bounds is null)
            {
                PrometheusText.Sample(text, Name, labels, sum);
                continue;
            }

            long cumulative = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                cumulative += buckets[i];
                string bound = i < _bounds.Count ? _bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                PrometheusText.Sample(text, Name + "_bucket", PrometheusText.Join(labels, $"le=\"{bound}\""), cumulative);
            }

            PrometheusText.Sample(text, Name + "_sum", labels, sum);
            PrometheusText.Sample(text, Name + "_count", labels, count);
        }
    }
}
