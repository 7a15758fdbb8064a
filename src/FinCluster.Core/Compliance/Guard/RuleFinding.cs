using FinCluster.Core.Compliance.Guard.Rules;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>A rule that a text breaks, and where in the original.</summary>
internal readonly record struct RuleFinding(GuardRule Rule, int Start, int Length)
{
    public GuardFinding ToFinding() => new(Rule.Id, Rule.Category, Start, Length);
}
