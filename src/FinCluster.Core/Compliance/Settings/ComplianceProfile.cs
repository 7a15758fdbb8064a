using System.Collections.Immutable;
using FinCluster.Core.Compliance.Guard;

namespace FinCluster.Core.Compliance.Settings;

/// <summary>What is done to a tenant's questions and answers. Two profiles are equal only if their lists are one.</summary>
public sealed record ComplianceProfile
{
    /// <summary>What holds for tenants that the configuration does not name.</summary>
    public static readonly ComplianceProfile Default = new();

    /// <summary>What holds for callers without a key while no tenant is defined: whoever runs the server on his own machine.</summary>
    public static readonly ComplianceProfile Local = new() { Audience = Audience.Internal, Risk = RiskTier.Low };

    /// <summary>Gets who reads the answers.</summary>
    /// <value>Default <see cref="Audience.Public"/>.</value>
    public Audience Audience { get; init; } = Audience.Public;

    /// <summary>Gets how much harm a wrong answer does.</summary>
    /// <value>Default <see cref="RiskTier.High"/>.</value>
    public RiskTier Risk { get; init; } = RiskTier.High;

    /// <summary>Gets the names of the shipped rule packs that hold for the tenant: one for each jurisdiction, and <c>base</c>.</summary>
    /// <value>Default base, cn and us.</value>
    public ImmutableArray<string> Packs { get; init; } = ["base", "cn", "us"];

    /// <summary>Gets what happens when rules and classifier disagree.</summary>
    /// <value>Default <see cref="DisagreementPolicy.ReviewOnOne"/>.</value>
    public DisagreementPolicy Disagreement { get; init; } = DisagreementPolicy.ReviewOnOne;

    /// <summary>Gets a value indicating whether questions and answers are guarded.</summary>
    /// <value>Default true.</value>
    public bool Guard { get; init; } = true;

    /// <summary>Gets a value indicating whether personal data is masked before anything reads, stores or records it.</summary>
    /// <value>Default true.</value>
    public bool Mask { get; init; } = true;

    /// <summary>Gets a value indicating whether masked values of a conversation are put back into the answers to it.</summary>
    /// <value>Default false.</value>
    public bool Reveal { get; init; }

    /// <summary>Gets the class that says how long the records of requests are kept.</summary>
    /// <value>Default interaction.</value>
    public string Retention { get; init; } = "interaction";
}
