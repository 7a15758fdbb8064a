using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Text;
using FinCluster.Gateway.Metrics;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>What the gateway measures of the quality of its answers. The instruments are documented in docs/metrics.md. One caller at a time.</summary>
internal sealed class QualityMetrics
{
    private readonly UpDownCounter<double> _drift;
    private readonly UpDownCounter<double> _shares;
    private readonly UpDownCounter<double> _alarms;

    // The collector adds up what it is told, so it is told differences.
    private readonly Dictionary<(Instrument Instrument, string Label), double> _last = [];

    public QualityMetrics(IMeterFactory meterFactory)
    {
        Meter meter = meterFactory.Create(GatewayMetrics.MeterName);
        _drift = meter.CreateUpDownCounter<double>("fincluster.gateway.drift.index", "1", "How far a feature of the requests lies from its baseline.");
        _shares = meter.CreateUpDownCounter<double>("fincluster.gateway.quality.share", "1", "Share of what should not be, in the window.");
        _alarms = meter.CreateUpDownCounter<double>("fincluster.gateway.quality.alarms", "{alarm}", "Alarms of quality that hold.");
    }

    /// <summary>Shows what was judged last of all requests; what nothing can be said of is 0.</summary>
    public void Set(DriftReport report)
    {
        foreach (FeatureDrift feature in report.Features)
        {
            Set(_drift, "feature", EnumNames.Of(feature.Feature), feature.Index ?? 0);
        }

        Set(_shares, "measure", EnumNames.Of(QualityMeasure.Abnormal), report.AbnormalShare ?? 0);
        Set(_shares, "measure", EnumNames.Of(QualityMeasure.Sensitive), report.SensitiveShare ?? 0);
        Set(_shares, "measure", EnumNames.Of(QualityMeasure.OverRefusal), report.OverRefusalShare ?? 0);
    }

    /// <summary>Shows how many alarms hold, of all requests and of models.</summary>
    public void SetAlarms(IReadOnlyCollection<HeldAlarm> held)
    {
        foreach (QualityMeasure measure in Enum.GetValues<QualityMeasure>())
        {
            if (measure != QualityMeasure.KpiCorrelation)
            {
                Set(_alarms, "measure", EnumNames.Of(measure), held.Count(each => each.Alarm.Measure == measure));
            }
        }
    }

    private void Set(UpDownCounter<double> instrument, string label, string name, double value)
    {
        double rounded = Math.Round(value, 6);
        double last = _last.GetValueOrDefault((instrument, name));
        _last[(instrument, name)] = rounded;
        instrument.Add(rounded - last, new TagList { { label, name } });
    }
}
