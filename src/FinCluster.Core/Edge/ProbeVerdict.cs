namespace FinCluster.Core.Edge;

/// <summary>What a probe says of the edge model's answer.</summary>
public enum ProbeOutcome
{
    /// <summary>More tokens are needed.</summary>
    Undecided,

    /// <summary>The answer goes to the client.</summary>
    Keep,

    /// <summary>Central answers instead; nothing of the edge's answer is shown.</summary>
    FallThrough,
}

/// <summary>Why a probe says so.</summary>
public enum ProbeReason
{
    /// <summary>Nothing is decided.</summary>
    None,

    /// <summary>All limits are kept.</summary>
    Sure,

    /// <summary>The time is over and no token came.</summary>
    NoToken,

    /// <summary>One token was too improbable.</summary>
    ImprobableToken,

    /// <summary>The first token was hardly better than the second best.</summary>
    CloseFirstToken,

    /// <summary>The tokens were too improbable on the whole.</summary>
    LowMean,

    /// <summary>The model wavered between many tokens.</summary>
    HighEntropy,
}

/// <summary>What a probe says, and why.</summary>
/// <param name="Outcome">What it says.</param>
/// <param name="Reason">Why.</param>
/// <param name="Value">The figure that decided: a log probability, a margin, an entropy; the mean log probability when all limits are kept.</param>
/// <param name="Tokens">How many tokens were seen.</param>
public readonly record struct ProbeVerdict(ProbeOutcome Outcome, ProbeReason Reason, double Value, int Tokens);
