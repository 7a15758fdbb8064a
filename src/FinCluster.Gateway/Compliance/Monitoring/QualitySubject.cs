using System.Collections.Immutable;
using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Whose requests are judged together. A model without a release is a replica that was named itself.</summary>
/// <param name="Model">The alias, or the replica's name; empty for all requests.</param>
/// <param name="Release">The release's id; null for none.</param>
internal readonly record struct QualityKey(string Model, string? Release)
{
    public static readonly QualityKey All = new("", null);

    /// <inheritdoc/>
    public override string ToString() => Model.Length == 0 ? "all requests" : Release is null ? Model : $"{Model} ({Release[..Math.Min(12, Release.Length)]})";
}

/// <summary>An alarm that holds.</summary>
/// <param name="Alarm">As it was judged last.</param>
/// <param name="Since">When it began.</param>
internal sealed record HeldAlarm(QualityAlarm Alarm, DateTimeOffset Since);

/// <summary>The requests of one key in the window, and what was said of them last. Counting is thread-safe, judging is one caller's.</summary>
internal sealed class QualitySubject(QualityKey key, DriftOptions options, BaselineMaker baseline)
{
    public QualityKey Key { get; } = key;

    public QualityWindow Window { get; } = new(options.Window, options.ReviewWindow);

    public BaselineMaker Baseline { get; } = baseline;

    /// <summary>Gets what was judged last; null before that.</summary>
    public DriftReport? Report { get; private set; }

    /// <summary>Gets the alarms that hold.</summary>
    public ImmutableArray<HeldAlarm> Held { get; private set; } = [];

    /// <summary>Judges the window.</summary>
    /// <returns>The alarms that have begun, and those that have ended.</returns>
    public (ImmutableArray<HeldAlarm> Begun, ImmutableArray<HeldAlarm> Ended) Judge(DateTimeOffset now)
    {
        Report = DriftJudge.Judge(Window.Read(now), Baseline.Baseline, options.Limits);
        ImmutableArray<HeldAlarm> before = Held;
        Held = [.. Report.Alarms.Select(alarm => new HeldAlarm(alarm, Find(before, alarm)?.Since ?? now))];
        return ([.. Held.Where(held => Find(before, held.Alarm) is null)], [.. before.Where(held => Find(Held, held.Alarm) is null)]);
    }

    private static HeldAlarm? Find(ImmutableArray<HeldAlarm> held, QualityAlarm alarm) =>
        held.FirstOrDefault(each => each.Alarm.Measure == alarm.Measure && each.Alarm.Feature == alarm.Feature);
}
