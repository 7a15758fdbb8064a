using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>How a request ended.</summary>
/// <param name="Request">Its id.</param>
/// <param name="Tenant">Whose it was.</param>
/// <param name="Session">The stored conversation; null for none.</param>
/// <param name="Question">The question, masked.</param>
/// <param name="Answer">The answer as far as it went out, masked.</param>
/// <param name="Model">The model; null when none was found.</param>
internal readonly record struct RequestOutcome(string Request, TenantId Tenant, SessionId? Session, Prompt Question, string Answer, ServedModel? Model)
{
    /// <summary>Gets the verdict on the question; null for none.</summary>
    public GuardVerdict? Input { get; init; }

    /// <summary>Gets the verdict on the answer; null for none.</summary>
    public GuardVerdict? Output { get; init; }

    /// <summary>Gets why it failed; null when it did not.</summary>
    public ErrorKind? Error { get; init; }
}
