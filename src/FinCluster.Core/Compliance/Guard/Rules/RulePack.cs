using System.Collections.Immutable;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>A set of rules and texts with a version, as a pack's file holds it. Immutable.</summary>
public sealed record RulePack
{
    /// <summary>Gets its name, such as <c>cn</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its version, such as <c>2026.11</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Gets whose law it is about, such as <c>CN</c>; null for rules that hold everywhere.</summary>
    public string? Jurisdiction { get; init; }

    /// <summary>Gets the rules.</summary>
    public ImmutableArray<GuardRule> Rules { get; init; } = [];

    /// <summary>Gets what is answered instead, by locale and category.</summary>
    public ImmutableDictionary<(string Locale, GuardCategory Category), string> Refusals { get; init; } =
        ImmutableDictionary<(string Locale, GuardCategory Category), string>.Empty;

    /// <summary>Gets how verdicts name it.</summary>
    public string Source => $"{Name}@{Version}";
}
