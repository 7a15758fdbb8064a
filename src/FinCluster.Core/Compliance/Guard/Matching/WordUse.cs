namespace FinCluster.Core.Compliance.Guard.Matching;

/// <summary>A place where a rule uses a word.</summary>
/// <param name="Rule">The rule's number.</param>
/// <param name="Step">The step's number in the rule; negative for words that make a match harmless.</param>
/// <param name="Slot">The number of the step, or of the words that make a match harmless, among those of all rules.</param>
internal readonly record struct WordUse(int Rule, int Step, int Slot)
{
    /// <summary>The step of words that make a match harmless.</summary>
    public const int Unless = -1;
}
