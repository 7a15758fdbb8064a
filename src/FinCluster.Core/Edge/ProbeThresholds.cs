namespace FinCluster.Core.Edge;

/// <summary>When the first tokens of the edge model's answer are sure enough to keep it. Log probabilities are natural and not above 0.</summary>
public sealed record ProbeThresholds
{
    /// <summary>Gets after how many tokens the probe decides at the latest.</summary>
    /// <value>Range 1 to 64.</value>
    public required int MaxTokens { get; init; }

    /// <summary>Gets after how many milliseconds the probe decides at the latest, by what it has seen.</summary>
    /// <value>Range 1 to 10,000.</value>
    public required int MaxMilliseconds { get; init; }

    /// <summary>Gets the least mean log probability of the tokens.</summary>
    public required double MinMeanLogProb { get; init; }

    /// <summary>Gets the least log probability of any token; below it the answer is given up at once.</summary>
    public required double MinLogProb { get; init; }

    /// <summary>Gets the highest mean entropy of the alternatives, in nats; counts where alternatives are given.</summary>
    public required double MaxMeanEntropy { get; init; }

    /// <summary>Gets by how much the first token's log probability must be above the second best one's; counts where alternatives are given.</summary>
    public required double MinFirstMargin { get; init; }

    /// <summary>Refuses values out of their ranges.</summary>
    /// <exception cref="FormatException">A value is out of its range.</exception>
    public void Validate()
    {
        if (MaxTokens is < 1 or > 64 || MaxMilliseconds is < 1 or > 10_000)
        {
            throw new FormatException("a probe takes 1 to 64 tokens and 1 to 10,000 milliseconds");
        }

        if (!(MinMeanLogProb <= 0) || !(MinLogProb <= 0) || !(MaxMeanEntropy >= 0) || !(MinFirstMargin >= 0))
        {
            throw new FormatException("the log probabilities of a probe are at most 0, its entropy and margin at least 0");
        }
    }
}
