namespace FinCluster.Core.Engine;

/// <summary>One request to generate text.</summary>
public sealed record GenerationRequest
{
    /// <summary>Gets the name that traces and logs carry.</summary>
    public required string RequestId { get; init; }

    /// <summary>Gets the name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Gets what the model reads.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>Gets how tokens are drawn.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Gets when the answer ends.</summary>
    public StopConditions Stop { get; init; } = new();

    /// <summary>Gets the language of the output; null for free text.</summary>
    public OutputConstraint? Constraint { get; init; }

    /// <summary>Gets how many alternatives are reported for each token; null reports no probabilities at all.</summary>
    /// <value>Default null. Range 0 to 20.</value>
    public int? TopLogProbs { get; init; }

    /// <summary>
    /// Gets the output tokens that an earlier attempt has already delivered. The engine continues behind them and reports
    /// only new tokens; positions, penalties, the grammar and stop strings count them.
    /// </summary>
    public IReadOnlyList<TokenId> ResumeFrom { get; init; } = [];

    /// <summary>
    /// Gets the namespace of KV reuse. Requests of different salts never share a prefix, so that the time to the first
    /// token tells nobody what another tenant asked.
    /// </summary>
    public string CacheSalt { get; init; } = "";

    /// <summary>Gets the time left for the whole answer; null for none.</summary>
    public TimeSpan? TimeLeft { get; init; }
}
