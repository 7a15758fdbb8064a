using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Core.Catalog.Releases;

/// <summary>A part in which two releases differ.</summary>
/// <param name="Part">The part, as the canonical form names it.</param>
/// <param name="Before">What the first one has; null for nothing.</param>
/// <param name="After">What the second one has; null for nothing.</param>
public sealed record ReleaseDifference(string Part, string? Before, string? After);

/// <summary>Compares releases.</summary>
public static class ReleaseDiff
{
    /// <summary>Lists the parts in which they differ, in the order of the canonical form; none when they are the same release.</summary>
    public static ImmutableArray<ReleaseDifference> Between(Release before, Release after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return [.. Parts(before).Zip(Parts(after), (a, b) => new ReleaseDifference(a.Part, a.Value, b.Value)).Where(part => part.Before != part.After)];
    }

    private static (string Part, string? Value)[] Parts(Release release) =>
    [
        ("base", release.Base.Value),
        ("domain", release.Domain?.Adapter.Value),
        ("domain.scale", Text(release.Domain?.Scale)),
        ("task", release.Task?.Adapter.Value),
        ("task.scale", Text(release.Task?.Scale)),
        ("template", release.ChatTemplate?.Value),
        ("guard", release.GuardRules?.Value),
        ("knowledge", release.Knowledge?.Value),
        ("gates.accuracy", Text(release.Gates?.Accuracy)),
        ("gates.regulatory_accuracy", Text(release.Gates?.RegulatoryAccuracy)),
        ("gates.risk_sensitivity", Text(release.Gates?.RiskSensitivity)),
        ("gates.p99_latency_ms", Text((decimal?)release.Gates?.P99Latency?.Ticks / TimeSpan.TicksPerMillisecond)),
        ("gates.parameter_change", Text(release.Gates?.ParameterChange)),
        ("gates.question_set", release.Gates?.QuestionSet),
        ("gates.question_set_hash", release.Gates?.QuestionSetHash?.Value),
        ("gates.measured_at", release.Gates?.MeasuredAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        ("note", release.Note.Length == 0 ? null : release.Note),
    ];

    private static string? Text(decimal? value) => value?.ToString("0.######", CultureInfo.InvariantCulture);
}
