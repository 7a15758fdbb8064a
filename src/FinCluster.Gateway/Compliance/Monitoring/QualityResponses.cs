using System.Text.Json.Serialization;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Text;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>The report, as JSON. Moments are Unix seconds.</summary>
internal sealed record QualityReportObject(string Object, long Now, QualityObject All, IReadOnlyList<QualityObject> Models);

/// <summary>What was judged of all requests, or of one release of a model. What is null cannot be said yet.</summary>
internal sealed record QualityObject(
    string? Model, string? Release, long Requests, BaselineObject? Baseline, double? DriftIndex, IReadOnlyList<FeatureObject> Features,
    double? AbnormalShare, double? SensitiveShare, double? OverRefusalShare, IReadOnlyList<AlarmObject> Alarms)
{
    public static QualityObject Of(QualitySubject subject)
    {
        DriftReport report = subject.Report!;
        return new QualityObject(
            subject.Key.Model.Length > 0 ? subject.Key.Model : null,
            subject.Key.Release,
            report.Requests,
            subject.Baseline.Baseline is { } baseline ? new BaselineObject(baseline.MadeAt.ToUnixTimeSeconds(), baseline.Sample) : null,
            report.Largest?.Index,
            [.. report.Features.Select(feature => new FeatureObject(EnumNames.Of(feature.Feature), feature.Index, feature.Sample))],
            report.AbnormalShare,
            report.SensitiveShare,
            report.OverRefusalShare,
            [.. subject.Held.Select(held => new AlarmObject(
                EnumNames.Of(held.Alarm.Measure), held.Since.ToUnixTimeSeconds(), held.Alarm.Value, held.Alarm.Limit, held.Alarm.Reason))]);
    }
}

internal sealed record BaselineObject(long Made, long Requests);

internal sealed record FeatureObject(string Feature, double? Index, long Sample);

internal sealed record AlarmObject(string Measure, long Since, double Value, double Limit, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(QualityReportObject))]
internal sealed partial class QualityJson : JsonSerializerContext;
