using System.Collections.Immutable;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;
using FinCluster.Simulation.Cluster;
using FinCluster.Simulation.Engine;
using FinCluster.Simulation.Measures;
using FinCluster.Simulation.Reports;
using FinCluster.Simulation.Scenarios;

namespace FinCluster.Simulation;

/// <summary>Runs the policies that scale pools in production over a market's days, in virtual time. The same options give the same report.</summary>
public sealed class Simulator
{
    private const double SlowStart = 4;
    private const int BellMinutes = 5;
    private const double Promise = 0.999;

    private readonly SimulationOptions _options;
    private readonly MarketCalendar _calendar;
    private readonly SimulatedDays _days;
    private readonly EngineSpeeds _speeds;
    private readonly PoolPlans _plans;
    private readonly TraceFacts _history;
    private readonly TraceFacts _facts;
    private readonly PoolPlan _pool;
    private readonly int[] _needed;
    private readonly double[] _clairvoyant;

    /// <param name="options">What is simulated.</param>
    /// <param name="calendar">The venues' days.</param>
    /// <exception cref="FormatException">The options do not fit together.</exception>
    public Simulator(SimulationOptions options, MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(calendar);
        (_options, _calendar) = (options, calendar);
        _days = new SimulatedDays(options, calendar);
        _speeds = new EngineSpeeds(options.Engine);
        _plans = new PoolPlans(_days.Venue, calendar, options.Answers.Mean);
        _history = new TraceFacts(_days.Usual, _days.LearnFrom, options.WarmUpDays + options.Days);
        _facts = new TraceFacts(_days.Measured, _days.Start, options.Days);
        double rated = _speeds.TokensPerSecond(_speeds.Sequences, options.Prompts.Mean, options.Answers.Mean);
        _pool = options.Pool ?? _plans.Default(
            options, rated, _history.Requests / (86_400.0 * (options.WarmUpDays + options.Days)), _history.MostPerSecond.Max());
        _needed = [.. _facts.MostPerSecond.Select(rate => _plans.NeededBy(_pool, rate))];
        _clairvoyant = Clairvoyant.Paid(_needed, options.Engine.StartSeconds, options.Engine.DrainSeconds);
    }

    /// <summary>Gets the largest number of replicas that the demand needs.</summary>
    public int PeakReplicas => _needed.Max();

    /// <summary>Runs all policies, one after the other, over the same requests.</summary>
    /// <param name="done">Is told each policy's report.</param>
    public SimulationReport Run(Action<PolicyReport>? done = null)
    {
        bool[] market = _days.MarketMinutes();
        ImmutableArray<PolicyReport>.Builder reports = ImmutableArray.CreateBuilder<PolicyReport>();
        ImmutableArray<PolicySeries>.Builder series = ImmutableArray.CreateBuilder<PolicySeries>();
        int step = SeriesMaker.StepOf(_options.Days);
        MinuteSeries? last = null;
        foreach (PolicyKind policy in _options.Policies)
        {
            PoolOutcome outcome = Run(policy);
            reports.Add(PolicyReports.Of(policy, outcome, _pool, _clairvoyant, market));
            series.Add(SeriesMaker.Of(PolicyReports.NameOf(policy), outcome.Minutes, step));
            last = outcome.Minutes;
            done?.Invoke(reports[^1]);
        }

        if (_options.EqualService)
        {
            (PolicyReport report, PoolOutcome outcome) = ReactiveWithFloor(market);
            reports.Add(report);
            series.Add(SeriesMaker.Of(report.Policy, outcome.Minutes, step));
            done?.Invoke(report);
        }

        return new SimulationReport(
            Setting(),
            reports.ToImmutable(),
            new SimulationSeries(step, SeriesMaker.Requests(last ?? new MinuteSeries(0), step), SeriesMaker.Needed(_needed, step), series.ToImmutable()));
    }

    // What a policy without a calendar costs that keeps the same promise: with so many replicas at all times that the step does not overrun them.
    private (PolicyReport Report, PoolOutcome Outcome) ReactiveWithFloor(bool[] market)
    {
        int low = 0;
        int high = _needed.Max();
        while (low < high)
        {
            int middle = (low + high) / 2;
            PoolOutcome tried = Run(PolicyKind.Reactive, middle);
            (low, high) = tried.InTime >= Promise * tried.Minutes.Requests.Sum(count => (long)count) ? (low, middle) : (middle + 1, high);
        }

        PoolOutcome outcome = Run(PolicyKind.Reactive, high);
        return (PolicyReports.Of(PolicyKind.Reactive, outcome, _pool, _clairvoyant, market) with { Policy = $"reactive>={high}" }, outcome);
    }

    /// <summary>Runs one policy.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="floor">The fewest replicas; the pool's own when it is more.</param>
    internal PoolOutcome Run(PolicyKind kind, int floor = 0)
    {
        PoolPlan pool = _plans.Of(_pool, kind, _history, _days.LearnFrom);
        pool = pool with { MinReplicas = Math.Max(pool.MinReplicas, Math.Min(floor, pool.MaxReplicas)) };
        IScalingPolicy policy = ScalingPolicies.Create(pool, _calendar);
        WarmUp.Learn(policy, _days, _options.Answers.Mean, _options.Seed);
        ImmutableArray<double> bells = [.. _days.Bells()];
        return new PoolSimulation(new PoolRun
        {
            Pool = pool,
            Scaler = new ScalerSeat(pool, policy, () => ScalingPolicies.Create(pool, _calendar)) { Death = DeathBefore(bells) },
            Speeds = _speeds,
            ContextTokens = _options.Engine.ContextTokens,
            StartSeconds = _options.Engine.StartSeconds * (_options.Scenario == Scenario.SlowStart ? SlowStart : 1),
            StartSpread = _options.Engine.StartSpread,
            DrainSeconds = _options.Engine.DrainSeconds,
            Trace = _days.Measured,
            Prompts = _options.Prompts,
            Answers = _options.Answers,
            Start = _days.Start,
            Days = _options.Days,
            TickSeconds = _options.TickSeconds,
            QueueBound = _options.QueueBound,
            QueueSeconds = _options.QueueSeconds,
            Bells = [.. bells.Select(bell => (bell, NeededToCarry((int)(bell / 60))))],
            Seed = _options.Seed,
        }).Run();
    }

    // So many that without the last of them requests of the first minutes would have to wait: at their full speed, without the headroom of the plan.
    private int NeededToCarry(int minute)
    {
        double most = _facts.MostPerSecond.Skip(minute).Take(BellMinutes).Max();
        return Math.Max(1, (int)Math.Ceiling(most * _options.Answers.Mean / _pool.TokensPerSecond));
    }

    private ScalerDeath? DeathBefore(ImmutableArray<double> bells) => (_options.Scenario, bells) switch
    {
        (_, []) => null,
        (Scenario.ScalerKilled, [var bell, ..]) => new ScalerDeath(bell - 60, _options.LeaseSeconds, DiesAsking: false),
        (Scenario.ScalerKilledEarly, [var bell, ..]) => new ScalerDeath(bell - 3600, _options.LeaseSeconds, DiesAsking: true),
        _ => null,
    };

    private SimulationSetting Setting() => new()
    {
        Scenario = ScenarioNames.Of(_options.Scenario),
        Venue = _days.Venue.Codes[0],
        Start = _days.Start,
        OffsetMinutes = (int)_days.Venue.TimeZone.GetUtcOffset(_days.Start).TotalMinutes,
        Days = _options.Days,
        WarmUpDays = _options.WarmUpDays,
        Seed = _options.Seed,
        EngineSource = _options.Engine.Source,
        Sequences = _speeds.Sequences,
        TokensPerSecond = _pool.TokensPerSecond,
        TargetUtilization = _pool.TargetUtilization,
        TtftSeconds = _pool.TtftSeconds,
        StartSeconds = _options.Engine.StartSeconds,
        PromptTokens = _options.Prompts.Mean,
        OutputTokens = _options.Answers.Mean,
        PeakRequestsPerSecond = _facts.MostPerSecond.Max(),
        ClairvoyantHours = _clairvoyant.Sum() / 60,
    };
}
