namespace FinCluster.Core.Compliance.Guard;

/// <summary>How an input guard decides.</summary>
public sealed record InputGuardOptions
{
    /// <summary>Gets what happens when rules and classifier do not say the same.</summary>
    public DisagreementPolicy Policy { get; init; } = DisagreementPolicy.ReviewOnOne;

    /// <summary>Gets the score from which on a classifier refuses.</summary>
    /// <value>Default 0.5, where a classifier's own threshold is. Range <see cref="ReviewThreshold"/> to 1.</value>
    public double RefusalThreshold { get; init; } = 0.5;

    /// <summary>Gets the score from which on somebody looks at a text later, unless the policy asks for both.</summary>
    /// <value>Default 0.25. Range <see cref="ConfirmingThreshold"/> to <see cref="RefusalThreshold"/>.</value>
    public double ReviewThreshold { get; init; } = 0.25;

    /// <summary>Gets the score from which on a classifier confirms what a rule refuses.</summary>
    /// <value>Default 0.2. Range 0 to <see cref="ReviewThreshold"/>.</value>
    public double ConfirmingThreshold { get; init; } = 0.2;

    /// <summary>Gets how many messages are read, the latest ones.</summary>
    /// <value>Default 32, at least 1.</value>
    public int MaxMessages { get; init; } = 32;

    /// <summary>Gets how many characters of a message are read, half from its beginning and half from its end if it has more.</summary>
    /// <value>Default 64 Ki, at least 256.</value>
    public int MaxCharacters { get; init; } = 64 * 1024;
}
