using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Labels;
using FinCluster.Core.Compliance.Settings;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Refinement;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>Writes what happens to one request into the audit log. Used by one call at a time.</summary>
internal sealed class AuditTrail(IAuditLog log, AuditScope scope, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private bool _isOver;

    /// <summary>Gets where the newest event stands.</summary>
    public AuditPlace Newest { get; private set; }

    /// <summary>Gets a value indicating whether anything is recorded.</summary>
    public bool IsKept => log is not NoAuditLog;

    /// <summary>Gets the request that the events belong to.</summary>
    public string Request => scope.Request;

    /// <summary>Waits until everything so far would survive the loss of power.</summary>
    /// <exception cref="RequestException">It could not be recorded, so nothing may be answered.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await log.WaitAsync(Newest, cancellationToken);
        }
        catch (AuditUnavailableException e)
        {
            throw AuditErrors.ToRequest(e);
        }
    }

    /// <summary>Records that the request came in.</summary>
    public void Received(ReceivedBody body, Prompt masked) =>
        Write(AuditEventTypes.Received, body, AuditJson.Plain.ReceivedBody, IsKept ? AuditTexts.Secret(masked) : null);

    /// <summary>Records what was masked.</summary>
    public void Masked(IReadOnlyDictionary<string, int> kinds) => Write(AuditEventTypes.Masked, new MaskedBody(kinds), AuditJson.Plain.MaskedBody);

    /// <summary>Records a verdict.</summary>
    public void Judged(string type, GuardVerdict verdict) => Write(
        type,
        new GuardBody(
            EnumNames.Of(verdict.Action), verdict.Category is { } category ? EnumNames.Of(category) : null,
            [.. verdict.Findings.Select(finding => finding.Rule).Distinct()], verdict.Score, verdict.Sources),
        AuditJson.Plain.GuardBody);

    /// <summary>Records what the model is given of what its release knows; nothing when nothing was searched.</summary>
    public void Found(FoundKnowledge? found)
    {
        if (found is not null)
        {
            Write(
                AuditEventTypes.Knowledge,
                new KnowledgeBody(found.Snapshot.Value, [.. found.Matches.Select(match => new RecordedPassage(match.Passage.Id, match.Score))], found.LeftOut),
                AuditJson.Plain.KnowledgeBody);
        }
    }

    /// <summary>Records who answers.</summary>
    public void Routed(ServedModel model, GenerationStarted started) => Write(
        AuditEventTypes.Routed,
        new RoutedBody(
            model.Name, model.Alias, model.Release?.Value, model.IsCanary, model.Replica.Name, model.Replica.ContentHash,
            [.. model.Replica.AdapterStack.Select(adapter => new RecordedAdapter(adapter.Name, adapter.ContentHash, adapter.Scale))],
            model.Replica.TemplateHash, started.Node, started.Tier, started.TierReason, started.IsDegraded),
        AuditJson.Plain.RoutedBody);

    /// <summary>Records how the answer was generated.</summary>
    public void Generated(GenerationRequest request, GenerationStarted started, GenerationFinished finished) => Write(
        AuditEventTypes.Generated, AuditTexts.Body(request, started, finished), AuditJson.Plain.GeneratedBody, IsKept ? AuditTexts.Secret(request) : null);

    /// <summary>Records what a second model did.</summary>
    public void Refined(RefinementResult result, string? model, string before) => Write(
        AuditEventTypes.Refined,
        new RefinedBody(EnumNames.Of(result.Status), model, result.Changed, result.Missing),
        AuditJson.Plain.RefinedBody,
        JsonSerializer.Serialize(new RefinedSecret(before, result.Text), AuditJson.Plain.RefinedSecret));

    /// <summary>Records the labels.</summary>
    public void Labelled(Audience audience, AnswerLocale locale, bool hasText, AigcMark mark) => Write(
        AuditEventTypes.Labelled, new LabelledBody(EnumNames.Of(audience), EnumNames.Of(locale), hasText, mark), AuditJson.Plain.LabelledBody);

    /// <summary>Records that the request is over; of several calls the first counts.</summary>
    /// <param name="outcome"><c>answered</c>, <c>refused</c>, <c>cut</c>, <c>client_gone</c> or the name of an error.</param>
    /// <param name="text">The answer as far as it went out, masked; null for none.</param>
    /// <param name="finish">Why it ended; null when it did not.</param>
    /// <param name="counts">Tokens of the prompt and of the answer.</param>
    /// <param name="fingerprint">What changes with the release; null when none was chosen.</param>
    public void Delivered(string outcome, string? text, string? finish, (int Prompt, int Completion) counts, string? fingerprint)
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        Write(
            AuditEventTypes.Delivered,
            new DeliveredBody(outcome, finish, Math.Round(time.GetElapsedTime(_began).TotalMilliseconds, 3), counts.Prompt, counts.Completion, fingerprint),
            AuditJson.Plain.DeliveredBody,
            text is null || !IsKept ? null : JsonSerializer.Serialize(text, AuditJson.Plain.String));
    }

    /// <summary>Records that the request failed. Nothing is thrown: who asks is told of the failure itself.</summary>
    public void Failed(string outcome, string? text, (int Prompt, int Completion) counts, string? fingerprint)
    {
        try
        {
            Delivered(outcome, text, null, counts, fingerprint);
        }
        catch (RequestException)
        {
            // The log shows a request without an end.
        }
    }

    private void Write<T>(string type, T body, JsonTypeInfo<T> info, string? secret = null)
    {
        if (!IsKept)
        {
            return;
        }

        try
        {
            Newest = log.Append(new AuditEvent
            {
                Type = type,
                Time = time.GetUtcNow(),
                Tenant = scope.Tenant.Value,
                Request = scope.Request,
                Session = scope.Session,
                Subject = scope.Subject,
                Retention = scope.Retention,
                Body = JsonSerializer.Serialize(body, info),
                Secret = secret,
            });
        }
        catch (AuditUnavailableException e)
        {
            throw AuditErrors.ToRequest(e);
        }
    }
}

/// <summary>What the events of one request have in common.</summary>
/// <param name="Request">The request's id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Session">The stored conversation; null for none.</param>
/// <param name="Subject">The end user's pseudonym; null when the tenant does not say.</param>
/// <param name="Retention">How long it is kept.</param>
internal sealed record AuditScope(string Request, TenantId Tenant, string? Session, string? Subject, string Retention);
