namespace FinCluster.Gateway.Classification;

/// <summary>What is known of several questions.</summary>
/// <param name="Questions">One for each text, in their order; at least one.</param>
internal sealed record Classification(IReadOnlyList<QuestionClass> Questions)
{
    /// <summary>Gets what said it: the rule packs and the classifier, with their versions.</summary>
    public string Source => string.Join(' ', Questions[0].Verdict.Sources);
}
