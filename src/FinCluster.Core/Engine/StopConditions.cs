namespace FinCluster.Core.Engine;

/// <summary>When an answer ends, beside the model's own end token.</summary>
public sealed record StopConditions
{
    /// <summary>Gets the most tokens that are generated.</summary>
    /// <value>Default null: as many as the context has room for. Range 1 and up.</value>
    public int? MaxTokens { get; init; }

    /// <summary>Gets how many tokens come before an end token or a stop string may end the answer.</summary>
    /// <value>Default 0. Range 0 to <see cref="MaxTokens"/>.</value>
    public int MinTokens { get; init; }

    /// <summary>Gets a value indicating whether the model's end token is passed over.</summary>
    /// <value>Default false.</value>
    public bool IgnoreEndOfSequence { get; init; }

    /// <summary>Gets strings that end the answer. They are found across token borders.</summary>
    /// <value>Default empty. At most 16 strings of 1 to 256 characters.</value>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Gets token ids that end the answer.</summary>
    /// <value>Default empty. At most 64 ids.</value>
    public IReadOnlyList<TokenId> StopTokens { get; init; } = [];

    /// <summary>Gets a value indicating whether the stop string that ended the answer is part of it.</summary>
    /// <value>Default false.</value>
    public bool IncludeStopString { get; init; }
}
