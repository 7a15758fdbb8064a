using FinCluster.Core.Tenants;

namespace FinCluster.Core.Admission;

/// <summary>Asks an <see cref="AdmissionQueue"/> for a place.</summary>
/// <param name="Tenant">Who asks.</param>
/// <param name="Class">How urgent it is.</param>
/// <param name="Weight">The tenant's share relative to other tenants', 1 or more.</param>
/// <param name="PromptTokens">Estimated tokens of the prompt, 0 or more.</param>
/// <param name="OutputTokens">Estimated tokens of the answer, 0 or more. It takes capacity; fairness counts what is really generated.</param>
/// <param name="Deadline">How long the caller waits for its whole answer; null for ever.</param>
public readonly record struct AdmissionRequest(
    TenantId Tenant, SloClass Class, int Weight, int PromptTokens, int OutputTokens, TimeSpan? Deadline);

/// <summary>What may be under way at once.</summary>
/// <param name="Streams">Generations, 1 or more.</param>
/// <param name="Tokens">Tokens of prompts and answers together, 1 or more. A request of more than all of them runs alone.</param>
public readonly record struct AdmissionCapacity(int Streams, long Tokens)
{
    /// <summary>Gets how many of the streams are computed at once, 1 to all of them; what is beyond waits in the nodes.</summary>
    public int Slots { get; init; } = Streams;
}
