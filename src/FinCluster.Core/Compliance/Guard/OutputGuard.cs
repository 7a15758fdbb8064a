namespace FinCluster.Core.Compliance.Guard;

/// <summary>Watches answers while they are written. Thread-safe; each answer has a stream of its own.</summary>
/// <param name="rules">The rules.</param>
public sealed class OutputGuard(GuardRules rules)
{
    /// <summary>Begins an answer.</summary>
    public OutputGuardStream Begin() => new(rules);

    /// <summary>Checks a text that is complete.</summary>
    public GuardVerdict Check(string text)
    {
        OutputGuardStream stream = Begin();
        stream.Push(text);
        stream.Complete();
        return stream.Verdict;
    }
}
