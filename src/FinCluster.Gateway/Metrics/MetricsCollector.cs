using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace FinCluster.Gateway.Metrics;

/// <summary>Collects what this host's FinCluster instruments measure, for Prometheus to fetch. Thread-safe.</summary>
/// <remarks>The exporter packages of OpenTelemetry are not needed for one text page; see docs/metrics.md.</remarks>
internal sealed class MetricsCollector : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();

    /// <summary>Listens to the meters of one factory, so that two hosts in a process do not see each other.</summary>
    public MetricsCollector(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name == GatewayMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static added => new MetricFamily(added)));
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Writes all metrics, in the order of their names.</summary>
    public void Write(StringBuilder text)
    {
        foreach (MetricFamily family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }
    }

    public void Dispose() => _listener.Dispose();
}
