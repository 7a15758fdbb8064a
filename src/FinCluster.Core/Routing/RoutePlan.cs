namespace FinCluster.Core.Routing;

/// <summary>The names of the policies that decide together.</summary>
/// <param name="Filters">The filters, those that are no preference first.</param>
/// <param name="Scorers">The scorers.</param>
/// <param name="Picker">The picker.</param>
internal sealed record RoutePlan(IReadOnlyList<string> Filters, IReadOnlyList<ScorerWeight> Scorers, string Picker);

/// <summary>How much a scorer counts.</summary>
/// <param name="Scorer">The name of the scorer.</param>
/// <param name="Weight">What its score is multiplied by. Range 0 to 1,000.</param>
public sealed record ScorerWeight(string Scorer, double Weight);
