using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Compliance.Records;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>Begins the screening of requests. Thread-safe.</summary>
internal sealed class Screener(
    Guards guards, SessionVaults vaults, ComplianceSource compliance, IAuditLog log, OutcomeWatch outcomes, ComplianceMetrics metrics, TimeProvider time)
{
    /// <summary>Begins the screening of a request; nothing is recorded yet.</summary>
    /// <param name="command">The request.</param>
    /// <param name="id">Its name.</param>
    /// <exception cref="RequestException">Nothing can be recorded now, or the request cannot be looked into.</exception>
    public RequestScreening Begin(ChatCommand command, string id)
    {
        AuditErrors.ThrowIfAway(log);
        ComplianceConfiguration configuration = compliance.Current;
        ComplianceProfile profile = configuration.Of(command.Tenant);
        if (command.Prompt is TokenPrompt && profile is { Guard: true, Audience: Audience.Public })
        {
            throw new RequestException(ErrorCode.Unsupported, "a prompt of tokens cannot be screened; send text", "prompt");
        }

        AuditTrail trail = command.Trail ?? new AuditTrail(
            log,
            new AuditScope(id, command.Tenant, command.Session?.Id.Value, AuditSubject.Of(command.Tenant, command.User), profile.Retention),
            time);
        MaskVault vault = profile.Reveal && command.Session is { } session ? vaults.Get(command.Tenant, session.Id) : new();
        return new RequestScreening(command, profile, guards, trail, vault, configuration.Producer, outcomes, metrics, time);
    }

    /// <summary>Masks messages that are stored without an answer.</summary>
    public IReadOnlyList<ChatMessage> Mask(TenantId tenant, IReadOnlyList<ChatMessage> messages) =>
        compliance.Current.Of(tenant).Mask ? new MaskVault().Mask(messages) : messages;

    /// <summary>Masks texts that become vectors, each for itself.</summary>
    /// <exception cref="RequestException">One is longer than any context.</exception>
    public IReadOnlyList<Prompt> Mask(TenantId tenant, IReadOnlyList<Prompt> prompts)
    {
        RequestValidator.ValidateSize(prompts);
        return compliance.Current.Of(tenant).Mask ? [.. prompts.Select(prompt => new MaskVault().Mask(prompt))] : prompts;
    }

    /// <summary>Forgets what the tokens of a conversation stand for.</summary>
    public void Forget(TenantId tenant, Core.Sessions.SessionId session) => vaults.Forget(tenant, session);
}
