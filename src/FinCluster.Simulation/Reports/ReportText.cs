using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Simulation.Reports;

/// <summary>Says a report in words and rows.</summary>
public static class ReportText
{
    /// <summary>Gets what was simulated, a sentence each.</summary>
    public static ImmutableArray<string> Setting(SimulationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        SimulationSetting setting = report.Setting;
        DateTimeOffset local = setting.Start.ToOffset(TimeSpan.FromMinutes(setting.OffsetMinutes));
        return
        [
            Text($"scenario {setting.Scenario}, {setting.Venue}, {setting.Days} days from {local:yyyy-MM-dd}, learned from {setting.WarmUpDays} days before, seed {setting.Seed}"),
            Text($"demand up to {setting.PeakRequestsPerSecond:N1} requests/s; prompts of {setting.PromptTokens:F0} and answers of {setting.OutputTokens:F0} tokens (means; an assumption, as is the shape of the day)"),
            Text($"a replica: {setting.Sequences} answers at a time, {setting.TokensPerSecond:N0} tokens/s, of which {setting.TargetUtilization:P0} are planned for; starts in {setting.StartSeconds:F0} s (median)"),
            Text($"engine: {setting.EngineSource}"),
            Text($"promised: first token within {setting.TtftSeconds:0.###} s. A clairvoyant would have paid for {setting.ClairvoyantHours:N1} replica-hours"),
        ];
    }

    /// <summary>Gets the figures as a table: the names first, then a row for each policy.</summary>
    public static ImmutableArray<ImmutableArray<string>> Rows(SimulationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        PolicyReport? peak = report.Policies.FirstOrDefault(policy => policy.Policy == "static");
        return
        [
            ["POLICY", "IN SLO", "WORST MIN", "TTFT P50", "P99", "REFUSED", "REPLICA-H", "VS STATIC", "STARTING", "WASTE", "COST", "UTIL", "MARKET", "BELL", "ACTIONS", "GOODPUT"],
            .. report.Policies.Select(policy => Row(policy, peak)),
        ];
    }

    private static ImmutableArray<string> Row(PolicyReport policy, PolicyReport? peak) =>
    [
        policy.Policy,
        Text($"{Math.Floor(policy.SloShare * 100_000) / 1000:F3} %"),
        Text($"{policy.WorstMinuteSloShare * 100:F1} %"),
        Text($"{policy.TtftP50:F3} s"),
        Text($"{policy.TtftP99:F3} s"),
        Text($"{policy.Refused}"),
        Text($"{policy.ReplicaHours:F1}"),
        peak is null ? "" : Text($"{((policy.ReplicaHours / peak.ReplicaHours) - 1) * 100:+0.0;-0.0;0} %"),
        Text($"{policy.StartingHours:F1}"),
        Text($"{policy.WasteHours:F1}"),
        Text($"{policy.Cost:F1}"),
        Text($"{policy.Utilization * 100:F1} %"),
        Text($"{policy.MarketUtilization * 100:F1} %"),
        policy.ReadyBeforeBell is { } seconds ? Text($"{seconds:F0} s") : "-",
        Text($"{policy.ScaleActions}"),
        Text($"{policy.Goodput:F1}/s"),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
