using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using FinCluster.Cli.Evaluation;
using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Demand;
using FinCluster.Simulation.Engine;
using FinCluster.Simulation.Scenarios;

namespace FinCluster.Cli.Commands;

/// <summary>The options of <c>fincluster simulate</c>.</summary>
internal sealed class SimulateArguments
{
    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = "What is unusual about the measured days", HelpName = string.Join('|', ScenarioNames.All), DefaultValueFactory = _ => "step",
    };

    private readonly Option<string?> _venue = new("--venue") { Description = "The exchange; default: XSHG, XHKG for half-day", HelpName = "code" };
    private readonly Option<string?> _date = new("--date") { Description = "The first measured day; default: one that suits the scenario", HelpName = "yyyy-mm-dd" };
    private readonly Option<int> _days = new("--days") { Description = "How many days are measured", HelpName = "n", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _warmUp = new("--warm-up-days") { Description = "Days before them from which is learned", HelpName = "n", DefaultValueFactory = _ => 28 };
    private readonly Option<double> _requests = new("--requests-per-day")
    {
        Description = "The requests of a usual trading day", HelpName = "n", DefaultValueFactory = _ => 2_000_000,
    };

    private readonly Option<double> _step = new("--step")
    {
        Description = "How many times as much is asked from one second to the next at the opening auction; 0 for a slow rise", HelpName = "n", DefaultValueFactory = _ => 20,
    };

    private readonly Option<double> _daySpread = new("--day-spread")
    {
        Description = "How much days differ: the standard deviation of their levels' logarithm", HelpName = "x", DefaultValueFactory = _ => 0.15,
    };

    private readonly Option<string?> _trace = new("--trace") { Description = "A recorded trace, lines of time,requests_per_second", HelpName = "file" };
    private readonly Option<string?> _engine = new("--engine") { Description = "What a replica was measured to do; default: the shipped model", HelpName = "file" };
    private readonly Option<double?> _start = new("--start-seconds") { Description = "The median start-up time in place of the engine's", HelpName = "s" };
    private readonly Option<string?> _plan = new("--plan") { Description = "A scaling plan, of which one pool is simulated", HelpName = "file" };
    private readonly Option<string?> _pool = new("--pool") { Description = "Which pool of the plan; default: the first", HelpName = "name" };
    private readonly Option<string[]> _policies = new("--policies")
    {
        Description = "Which policies are compared; default: all", HelpName = "static|reactive|schedule|calendar", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<double> _target = new("--target-utilization")
    {
        Description = "The share of a replica's speed that is planned for, without --plan", HelpName = "0-1", DefaultValueFactory = _ => 0.9,
    };

    private readonly Option<double> _safety = new("--safety")
    {
        Description = "The least that forecasts are raised by, without --plan", HelpName = "x", DefaultValueFactory = _ => 0.05,
    };

    private readonly Option<bool> _equalService = new("--equal-service")
    {
        Description = "Find also the fewest replicas that the reactive policy must always have to begin 99.9 % of answers in time",
    };

    private readonly Option<int> _tick = new("--tick") { Description = "How often the scaler looks, a divisor of 60", HelpName = "s", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _queue = new("--queue") { Description = "How many requests may wait", HelpName = "n", DefaultValueFactory = _ => 1024 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "The same seed gives the same report", HelpName = "n", DefaultValueFactory = _ => 1 };

    public SimulateArguments() => _scenario.AcceptOnlyFromAmong([.. ScenarioNames.All]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _scenario, _venue, _date, _days, _warmUp, _requests, _step, _daySpread, _trace, _engine, _start, _plan, _pool, _policies, _target, _safety,
            _equalService, _tick, _queue, _seed,
        ];
        foreach (Option option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">One of them cannot be.</exception>
    public SimulationOptions Read(ParseResult parsed)
    {
        Scenario scenario = ScenarioNames.Parse(parsed.GetValue(_scenario)!);
        Check(parsed.GetValue(_days) is >= 1 and <= 400, "--days must be 1 to 400");
        Check(parsed.GetValue(_warmUp) is >= 0 and <= 400, "--warm-up-days must be 0 to 400");
        Check(parsed.GetValue(_requests) is >= 1 and <= 1e9, "--requests-per-day must be 1 to 1000000000");
        Check(parsed.GetValue(_step) is 0 or (>= 1 and <= 1000), "--step must be 0, or 1 to 1000");
        Check(parsed.GetValue(_daySpread) is >= 0 and <= 1, "--day-spread must be 0 to 1");
        Check(parsed.GetValue(_tick) is >= 1 and <= 60 && 60 % parsed.GetValue(_tick) == 0, "--tick must be a divisor of 60");
        Check(parsed.GetValue(_target) is > 0 and <= 1, "--target-utilization must be above 0 and at most 1");
        Check(parsed.GetValue(_safety) is >= 0 and <= 10, "--safety must be 0 to 10");
        Check(parsed.GetValue(_queue) is >= 1 and <= 1_000_000, "--queue must be 1 to 1000000");
        Check(parsed.GetValue(_start) is null or (>= 0 and <= 86_400), "--start-seconds must be 0 to 86400");
        EngineProfile engine = parsed.GetValue(_engine) is { } file ? UserFiles.Read(file, bytes => EngineProfile.Parse(Encoding.UTF8.GetString(bytes))) : EngineProfile.Shipped;
        var options = new SimulationOptions
        {
            Scenario = scenario,
            Venue = VenueOf(parsed.GetValue(_venue) ?? (scenario == Scenario.HalfDay ? "XHKG" : "XSHG")),
            Date = DateOf(parsed.GetValue(_date), scenario),
            Days = parsed.GetValue(_days),
            WarmUpDays = parsed.GetValue(_warmUp),
            RequestsPerDay = parsed.GetValue(_requests),
            Step = parsed.GetValue(_step),
            DaySpread = parsed.GetValue(_daySpread),
            Engine = parsed.GetValue(_start) is { } start ? engine with { StartSeconds = start } : engine,
            Trace = parsed.GetValue(_trace) is { } trace ? UserFiles.Read(trace, bytes => FileTrace.Parse(Encoding.UTF8.GetString(bytes))) : null,
            Pool = PoolOf(parsed),
            TargetUtilization = parsed.GetValue(_target),
            SafetyShare = parsed.GetValue(_safety),
            EqualService = parsed.GetValue(_equalService),
            TickSeconds = parsed.GetValue(_tick),
            QueueBound = parsed.GetValue(_queue),
            Seed = parsed.GetValue(_seed),
        };
        return parsed.GetValue(_policies) is { Length: > 0 } policies ? options with { Policies = [.. policies.Select(PolicyOf)] } : options;
    }

    private static string VenueOf(string code) =>
        MarketCalendar.BuiltIn.TryFind(code, out _) ? code : throw new UsageException($"--venue: the calendar has no '{code}'");

    private static DateOnly DateOf(string? text, Scenario scenario) => text switch
    {
        not null => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            && date.Year is > MarketCalendar.FirstYear + 1 and < MarketCalendar.LastYear - 1
                ? date
                : throw new UsageException($"--date: '{text}' is no date of the form 2026-11-24, or too far away"),
        _ when scenario == Scenario.HalfDay => new DateOnly(2026, 12, 24),
        _ when scenario == Scenario.Holiday => new DateOnly(2026, 10, 1),
        _ => new DateOnly(2026, 11, 24),
    };

    private static PolicyKind PolicyOf(string name) => Enum.TryParse(name, ignoreCase: true, out PolicyKind policy) && Enum.IsDefined(policy)
        ? policy
        : throw new UsageException($"--policies: there is no '{name}'");

    private PoolPlan? PoolOf(ParseResult parsed)
    {
        if (parsed.GetValue(_plan) is not { } file)
        {
            return null;
        }

        ImmutableArray<PoolPlan> pools = UserFiles.Read(file, bytes => ScalingPlan.Parse(Encoding.UTF8.GetString(bytes), MarketCalendar.BuiltIn)).Pools;
        string? name = parsed.GetValue(_pool);
        PoolPlan pool = pools.FirstOrDefault(one => name is null || one.Name == name) ?? throw new UsageException($"--pool: the plan has no '{name}'");
        return pool.Venues.IsEmpty ? throw new UsageException($"the pool '{pool.Name}' names no venue: there is no market's day to simulate") : pool;
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException(message);
        }
    }
}
