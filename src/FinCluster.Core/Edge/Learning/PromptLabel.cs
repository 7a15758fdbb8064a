namespace FinCluster.Core.Edge.Learning;

/// <summary>Who should answer a prompt.</summary>
public enum PromptLabel
{
    /// <summary>A small model that knows terms, rules and one-step facts.</summary>
    Edge,

    /// <summary>A large model: reasoning, calculation, live data, long output, several documents, terms that the small model was not taught.</summary>
    Central,

    /// <summary>Nobody: the guards refuse it with a fixed text, which any tier can say. It is neither learned from nor counted as right or wrong.</summary>
    Refuse,
}
