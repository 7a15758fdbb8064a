using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Reports;
using FinCluster.Simulation.Scenarios;

namespace FinCluster.Simulation.Tests;

public sealed class SimulatorTests
{
    [Fact]
    public void SameSeed_SameReport_OtherSeed_Another()
    {
        SimulationOptions options = SmallMarkets.Step with { WarmUpDays = 3, RequestsPerDay = 20_000 };

        string first = ReportJson.Format(SmallMarkets.Run(options));

        Assert.Equal(first, ReportJson.Format(SmallMarkets.Run(options)));
        Assert.NotEqual(first, ReportJson.Format(SmallMarkets.Run(options with { Seed = 2 })));
    }

    [Theory]
    [InlineData(Scenario.Step, 1024)]
    [InlineData(Scenario.ForecastDouble, 50)]
    [InlineData(Scenario.ScalerKilledEarly, 10)]
    public void EveryRequest_EndsOnce_AndAllPoliciesSeeTheSame(Scenario scenario, int queue)
    {
        SimulationReport report = SmallMarkets.Run(SmallMarkets.Step with { WarmUpDays = 3, Scenario = scenario, QueueBound = queue });

        Assert.Equal(4, report.Policies.Length);
        Assert.All(report.Policies, policy => Assert.Equal(policy.Requests, policy.Answers + policy.Refused));
        Assert.All(report.Policies, policy => Assert.InRange(policy.InTime, 0, policy.Answers));
        Assert.Single(report.Policies.Select(policy => policy.Requests).Distinct());
        Assert.Contains(report.Policies, policy => policy.Refused > 0);
    }

    [Fact]
    public void Step_CalendarIsReadyBeforeTheBell_ReactiveIsNot_AndItCostsLessThanThePeak()
    {
        SimulationReport report = SmallMarkets.Run(SmallMarkets.Step);
        PolicyReport calendar = report.Policies.Single(policy => policy.Policy == "calendar");
        PolicyReport reactive = report.Policies.Single(policy => policy.Policy == "reactive");
        PolicyReport peak = report.Policies.Single(policy => policy.Policy == "static");

        Assert.True(calendar.SloShare >= 0.999, $"{calendar.SloShare}");
        Assert.True(calendar.SloShare > reactive.SloShare + 0.005, $"{calendar.SloShare} {reactive.SloShare}");
        Assert.True(calendar.ReadyBeforeBell >= 60, $"{calendar.ReadyBeforeBell}");
        Assert.True(reactive.ReadyBeforeBell < 0, $"{reactive.ReadyBeforeBell}");
        Assert.True(calendar.ReplicaHours < 0.65 * peak.ReplicaHours, $"{calendar.ReplicaHours} {peak.ReplicaHours}");
    }

    [Fact]
    public void ScalerKilled_AfterItHasAsked_ChangesNothingAtTheOpen()
    {
        PolicyReport alive = SmallMarkets.Run(SmallMarkets.Step, PolicyKind.Calendar);
        PolicyReport killed = SmallMarkets.Run(SmallMarkets.Step with { Scenario = Scenario.ScalerKilled }, PolicyKind.Calendar);

        Assert.Equal(alive.ReadyBeforeBell, killed.ReadyBeforeBell);
        Assert.True(killed.SloShare >= 0.999, $"{killed.SloShare}");
    }

    [Fact]
    public void ScalerKilled_BeforeItHasAsked_IsLateByTheLeaseAndNoMore()
    {
        SimulationOptions options = SmallMarkets.Step with { Scenario = Scenario.ScalerKilledEarly, LeaseSeconds = 20 };
        PolicyReport alive = SmallMarkets.Run(SmallMarkets.Step, PolicyKind.Calendar);
        PolicyReport killed = SmallMarkets.Run(options, PolicyKind.Calendar);

        // The next one looks every 5 s.
        Assert.InRange(alive.ReadyBeforeBell!.Value - killed.ReadyBeforeBell!.Value, 15, 30);
        Assert.True(killed.SloShare >= 0.999, $"{killed.SloShare}");
    }

    [Fact]
    public void Closure_WastesTheOpening_AndLetsGoOfItSoon()
    {
        SimulationReport report = SmallMarkets.Run(SmallMarkets.Step with { Scenario = Scenario.Closure, Policies = [PolicyKind.Static, PolicyKind.Calendar] });
        PolicyReport calendar = report.Policies[1];

        Assert.True(calendar.SloShare >= 0.999, $"{calendar.SloShare}");
        Assert.True(calendar.ReplicaHours < 0.5 * report.Policies[0].ReplicaHours, $"{calendar.ReplicaHours}");
    }

    [Fact]
    public void Holiday_OfTheCalendar_StartsNothingForTheOpen()
    {
        SimulationOptions calendar = SmallMarkets.Step with { Policies = [PolicyKind.Calendar] };
        SimulationReport trading = SmallMarkets.Run(calendar);
        SimulationReport holiday = SmallMarkets.Run(calendar with { Scenario = Scenario.Holiday, Date = new DateOnly(2026, 10, 1) });

        Assert.Null(holiday.Policies[0].ReadyBeforeBell);
        Assert.True(Mean(holiday, 9.25, 9.5) < 0.5 * Mean(trading, 9.25, 9.5), $"{Mean(holiday, 9.25, 9.5)} {Mean(trading, 9.25, 9.5)}");
        Assert.True(holiday.Policies[0].SloShare >= 0.99, $"{holiday.Policies[0].SloShare}");
    }

    [Fact]
    public void HalfDay_IsLetGoAfterItsClose()
    {
        SimulationReport report = SmallMarkets.Run(SmallMarkets.Step with
        {
            Scenario = Scenario.HalfDay, Venue = "XHKG", Date = new DateOnly(2026, 12, 24), Policies = [PolicyKind.Calendar],
        });

        Assert.True(report.Policies[0].SloShare >= 0.999, $"{report.Policies[0].SloShare}");
        Assert.True(Mean(report, 13.5, 15) < 0.7 * Mean(report, 9.5, 11), $"{Mean(report, 13.5, 15)} {Mean(report, 9.5, 11)}");
    }

    [Fact]
    public void DoubleDay_IsLateOnlyUntilTheAlarmHasBroughtReplicas()
    {
        PolicyReport calendar = SmallMarkets.Run(SmallMarkets.Step with { Scenario = Scenario.ForecastDouble }, PolicyKind.Calendar);
        PolicyReport reactive = SmallMarkets.Run(SmallMarkets.Step with { Scenario = Scenario.ForecastDouble }, PolicyKind.Reactive);

        Assert.True(calendar.SloShare > reactive.SloShare, $"{calendar.SloShare} {reactive.SloShare}");
        Assert.True(calendar.SloShare >= 0.96, $"{calendar.SloShare}");
    }

    [Fact]
    public void SeveralDays_HaveABellEach()
    {
        // Friday to Monday.
        SimulationOptions options = SmallMarkets.Step with { Date = new DateOnly(2026, 11, 27), Days = 4, RequestsPerDay = 20_000 };

        PolicyReport calendar = SmallMarkets.Run(options, PolicyKind.Calendar);

        Assert.True(calendar.ReadyBeforeBell >= 60, $"{calendar.ReadyBeforeBell}");
        Assert.InRange(calendar.Requests, 20_000, 80_000);
    }

    [Fact]
    public void RecordedTrace_TakesThePlaceOfTheMarket()
    {
        SimulationReport report = SmallMarkets.Run(SmallMarkets.Step with { Trace = SmallMarkets.Constant(2), Policies = [PolicyKind.Reactive] });

        Assert.InRange(report.Policies[0].Requests, 171_000, 174_600);
        Assert.Equal(2, report.Setting.PeakRequestsPerSecond);
    }

    [Fact]
    public void UnknownVenue_IsRefused() =>
        Assert.Throws<FormatException>(() => SmallMarkets.Run(SmallMarkets.Step with { Venue = "XXXX" }));

    // The mean of the ready replicas between two hours of the first day, of the only policy.
    private static double Mean(SimulationReport report, double from, double to) => Assert.Single(report.Series.Policies).Ready
        .AsSpan((int)(from * 60) / report.Series.StepMinutes, (int)((to - from) * 60) / report.Series.StepMinutes).ToArray().Average();
}
