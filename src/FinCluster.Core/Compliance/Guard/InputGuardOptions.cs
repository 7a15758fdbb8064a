namespace FinCluster.Core.Compliance.Guard;

/// <summary>How an input guard decides.</summary>
public sealed record InputGuardOptions
{
    /// <summary>Gets what happens when rules and classifier do not say the same.</summary>
    public DisagreementPolicy Policy { get; init; } = DisagreementPolicy.ReviewOnOne;

    /// <summary>Gets the score from which on a classifier refuses.</summary>
    /// <value>Default 0.5. Range 0 to 1.</value>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Gets the score from which on a classifier confirms what a rule refuses.</summary>
    /// <value>Default 0.1. Range 0 to <see cref="Threshold"/>.</value>
    public double ConfirmingThreshold { get; init; } = 0.1;

    /// <summary>Gets the score from which on a classifier is sure, and refuses alone unless the policy asks for both.</summary>
    /// <value>Default 0.9. Range <see cref="Threshold"/> to 1.</value>
    public double SureThreshold { get; init; } = 0.9;

    /// <summary>Gets how many messages are read, the latest ones.</summary>
    /// <value>Default 32, at least 1.</value>
    public int MaxMessages { get; init; } = 32;

    /// <summary>Gets how many characters of a message are read, half from its beginning and half from its end if it has more.</summary>
    /// <value>Default 64 Ki, at least 256.</value>
    public int MaxCharacters { get; init; } = 64 * 1024;
}
