using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Demand;
using FinCluster.Simulation.Engine;
using FinCluster.Simulation.Reports;
using FinCluster.Simulation.Scenarios;

namespace FinCluster.Simulation.Tests;

/// <summary>Markets that are simulated within a second: a hundred thousand requests a day on about ten slow replicas.</summary>
internal static class SmallMarkets
{
    public static readonly EngineProfile Engine = new()
    {
        Source = "made up for tests",
        Sequences = 16,
        PromptTokens = 50,
        AnswerTokens = 100,
        Measured = [new EngineMeasurement(1, 20, 0.02), new EngineMeasurement(16, 160, 0.04)],
        StartSeconds = 120,
        StartSpread = 0.1,
        DrainSeconds = 30,
    };

    public static readonly SimulationOptions Step = new()
    {
        Date = new DateOnly(2026, 11, 24),
        WarmUpDays = 14,
        RequestsPerDay = 100_000,
        Engine = Engine,
        TickSeconds = 5,
    };

    public static SimulationReport Run(SimulationOptions options) => new Simulator(options, MarketCalendar.BuiltIn).Run();

    public static PolicyReport Run(SimulationOptions options, PolicyKind policy) => Assert.Single(Run(options with { Policies = [policy] }).Policies);

    public static FileTrace Constant(double requestsPerSecond) =>
        FileTrace.Parse(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"2026-11-23T16:00:00Z,{requestsPerSecond}"));
}
