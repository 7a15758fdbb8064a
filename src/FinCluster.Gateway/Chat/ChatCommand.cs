using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Compliance.Records;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Tenants;
using FinCluster.Gateway.Tiers;

namespace FinCluster.Gateway.Chat;

/// <summary>One generation as a client asks for it, whatever protocol it came over.</summary>
internal sealed record ChatCommand
{
    /// <summary>Gets who asks.</summary>
    public required RequestCaller Caller { get; init; }

    /// <summary>Gets how urgent it is.</summary>
    public required SloClass Class { get; init; }

    /// <summary>Gets where the answer is to be computed.</summary>
    public TierPreference Tier { get; init; }

    /// <summary>Gets the tenant that asks.</summary>
    public TenantId Tenant => Caller.Tenant;

    /// <summary>Gets the name of the model; null or empty for the session's, or the only one.</summary>
    public string? Model { get; init; }

    /// <summary>Gets what the model reads; with a session only what is new.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>Gets how tokens are drawn; the seed is set.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>Gets when the answer ends.</summary>
    public StopConditions Stop { get; init; } = new();

    /// <summary>Gets the language of the output; null for free text.</summary>
    public OutputConstraint? Constraint { get; init; }

    /// <summary>Gets how many alternatives are reported for each token; null reports no probabilities.</summary>
    public int? TopLogProbs { get; init; }

    /// <summary>Gets the stored conversation that the turn belongs to; null for none.</summary>
    public SessionReference? Session { get; init; }

    /// <summary>Gets whether the oldest turns may be left out; null leaves it to whether there is a session.</summary>
    public bool? DropOldestTurns { get; init; }

    /// <summary>Gets the time for the whole answer; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Gets the end user, as the tenant names him; null when it does not say.</summary>
    public string? User { get; init; }

    /// <summary>Gets a value indicating whether the answer may be given from what the release knows.</summary>
    public bool UsesKnowledge { get; init; } = true;

    /// <summary>Gets what a second model shall correct; null for nothing.</summary>
    public RefinementWish? Refinement { get; init; }

    /// <summary>Gets what the answer is for.</summary>
    public AnswerStage Stage { get; init; }

    /// <summary>Gets the records of the request that this one is a part of; null when it stands for itself.</summary>
    public AuditTrail? Trail { get; init; }
}

/// <summary>Names a stored conversation.</summary>
/// <param name="Id">The session.</param>
/// <param name="ExpectedVersion">The version that it must have; null for any.</param>
internal sealed record SessionReference(SessionId Id, long? ExpectedVersion);
