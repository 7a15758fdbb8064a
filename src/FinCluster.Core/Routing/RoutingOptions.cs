using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace FinCluster.Core.Routing;

/// <summary>Which policies choose a replica.</summary>
public sealed class RoutingOptions : IValidatableObject
{
    /// <summary>The greatest weight of a scorer.</summary>
    public const double MaxWeight = 1_000;

    /// <summary>Gets or sets the preset; it counts while <see cref="Scorers"/> is empty.</summary>
    /// <value>Default prefix-aware. One of <see cref="RoutePolicies.Presets"/>.</value>
    public string Policy { get; set; } = RoutePolicies.DefaultPreset;

    /// <summary>Gets or sets scorers that are used instead of a preset, with their weights.</summary>
    /// <value>Default none. Names of <see cref="RoutePolicies.Scorers"/>, each at most once, weights from 0 to 1,000.</value>
    public IReadOnlyList<ScorerWeight> Scorers { get; set; } = [];

    /// <summary>Gets or sets the picker that goes with <see cref="Scorers"/>.</summary>
    /// <value>Default best. One of <see cref="RoutePolicies.Pickers"/>.</value>
    public string Picker { get; set; } = "best";

    /// <summary>Gets what metrics call these options: the preset's name, or "custom".</summary>
    public string Name => Scorers.Count == 0 ? Policy : "custom";

    /// <summary>Reads what a command line says: the name of a preset, or "scorer=weight,…".</summary>
    /// <exception cref="FormatException">It is neither; the message says why.</exception>
    public static RoutingOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        RoutingOptions options = text.Contains('=', StringComparison.Ordinal)
            ? new RoutingOptions { Scorers = [.. text.Split(',').Select(ParseScorer)] }
            : new RoutingOptions { Policy = text };
        return options.Errors().FirstOrDefault() is { } error ? throw new FormatException(error) : options;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Errors().Select(error => new ValidationResult($"{nameof(RoutingOptions)}: {error}"));

    /// <summary>Gets the policies by name.</summary>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    internal RoutePlan ToPlan()
    {
        if (Errors().FirstOrDefault() is { } error)
        {
            throw new ArgumentException(error);
        }

        return Scorers.Count == 0 ? RoutePolicies.Preset(Policy)! : new RoutePlan(RoutePolicies.Filters, Scorers, Picker);
    }

    private static ScorerWeight ParseScorer(string text)
    {
        string[] parts = text.Split('=');
        return parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            ? new ScorerWeight(parts[0].Trim(), weight)
            : throw new FormatException($"'{text}' is no scorer=weight");
    }

    private IEnumerable<string> Errors()
    {
        if (Scorers.Count == 0 && RoutePolicies.Preset(Policy) is null)
        {
            yield return Unknown("routing policy", Policy, RoutePolicies.Presets);
        }

        if (!RoutePolicies.Pickers.Contains(Picker, StringComparer.Ordinal))
        {
            yield return Unknown("picker", Picker, RoutePolicies.Pickers);
        }

        foreach ((string scorer, double weight) in Scorers)
        {
            if (!RoutePolicies.Scorers.Contains(scorer, StringComparer.Ordinal))
            {
                yield return Unknown("scorer", scorer, RoutePolicies.Scorers);
            }
            else if (!(weight is >= 0 and <= MaxWeight))
            {
                yield return $"the weight of {scorer} must be between 0 and {MaxWeight:F0}, it is {weight.ToString(CultureInfo.InvariantCulture)}";
            }
        }

        foreach (string twice in Scorers.CountBy(scorer => scorer.Scorer).Where(count => count.Value > 1).Select(count => count.Key))
        {
            yield return $"the scorer {twice} is there twice";
        }
    }

    private static string Unknown(string kind, string name, IEnumerable<string> known) =>
        $"there is no {kind} '{name}'; there is {string.Join(", ", known.Order(StringComparer.Ordinal))}";
}
