using System.Collections.Frozen;
using FinCluster.Core.Routing.Filters;
using FinCluster.Core.Routing.Pickers;
using FinCluster.Core.Routing.Scorers;

namespace FinCluster.Core.Routing;

/// <summary>All routing policies by their names. README.md beside this file says what each one does.</summary>
public static class RoutePolicies
{
    /// <summary>The preset of a gateway that is not told otherwise.</summary>
    public const string DefaultPreset = "prefix-aware";

    private static readonly string[] AllFilters = ["accepts-work", "tier", "adapter", "health", "free-room", "spare-room"];

    private static readonly FrozenDictionary<string, Func<IRouteFilter>> FilterTable = Table<IRouteFilter>(
        ("accepts-work", () => new AcceptsWorkFilter()),
        ("tier", () => new TierFilter()),
        ("adapter", () => new AdapterFilter()),
        ("health", () => new HealthFilter()),
        ("free-room", () => new FreeRoomFilter()),
        ("spare-room", () => new SpareRoomFilter()));

    private static readonly FrozenDictionary<string, Func<IRouteScorer>> ScorerTable = Table<IRouteScorer>(
        ("prefix-overlap", () => new PrefixOverlapScorer()),
        ("queued-tokens", () => new QueuedTokensScorer()),
        ("least-in-flight", () => new LeastInFlightScorer()),
        ("kv-pressure", () => new KvPressureScorer()),
        ("adapter-residency", () => new AdapterResidencyScorer()),
        ("session-affinity", () => new SessionAffinityScorer()),
        ("prefix-home", () => new PrefixHomeScorer()));

    private static readonly FrozenDictionary<string, Func<IRoutePicker>> PickerTable = Table<IRoutePicker>(
        ("best", () => new BestPicker()),
        ("round-robin", () => new RoundRobinPicker()),
        ("random", () => new RandomPicker()));

    // The weights make one unit of score one prompt's worth of prefill; see README.md, and docs/adr/0010-routing.md for the 2.
    private static readonly FrozenDictionary<string, RoutePlan> PresetTable = new Dictionary<string, RoutePlan>(StringComparer.Ordinal)
    {
        [DefaultPreset] = new(
            AllFilters,
            [
                new("prefix-overlap", 2), new("queued-tokens", QueuedTokensScorer.Horizon), new("least-in-flight", 1),
                new("kv-pressure", 0.25), new("session-affinity", 1.5), new("prefix-home", 1.25),
            ],
            "best"),
        ["least-loaded"] = new(
            AllFilters,
            [new("queued-tokens", QueuedTokensScorer.Horizon), new("least-in-flight", 1), new("kv-pressure", 0.25)],
            "best"),
        ["round-robin"] = new(AllFilters[..^2], [], "round-robin"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Gets the names of the filters, in the order in which they are asked.</summary>
    public static IReadOnlyList<string> Filters => AllFilters;

    /// <summary>Gets the names of the scorers.</summary>
    public static IEnumerable<string> Scorers => ScorerTable.Keys;

    /// <summary>Gets the names of the pickers.</summary>
    public static IEnumerable<string> Pickers => PickerTable.Keys;

    /// <summary>Gets the names of the presets.</summary>
    public static IEnumerable<string> Presets => PresetTable.Keys;

    /// <summary>Finds a preset; null when there is none of that name.</summary>
    internal static RoutePlan? Preset(string name) => PresetTable.GetValueOrDefault(name);

    /// <summary>Makes a filter.</summary>
    internal static IRouteFilter Filter(string name) => FilterTable[name]();

    /// <summary>Makes a scorer.</summary>
    internal static IRouteScorer Scorer(string name) => ScorerTable[name]();

    /// <summary>Makes a picker.</summary>
    internal static IRoutePicker Picker(string name) => PickerTable[name]();

    private static FrozenDictionary<string, Func<T>> Table<T>(params (string Name, Func<T> Make)[] policies) =>
        policies.ToFrozenDictionary(policy => policy.Name, policy => policy.Make, StringComparer.Ordinal);
}
