using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Compliance.Records;
using FinCluster.Gateway.Compliance.Screening;

namespace FinCluster.Gateway.Compliance.Reviews;

/// <summary>Takes what users say of answers: it is recorded, and criticism goes to the review queue. Thread-safe.</summary>
internal sealed class FeedbackService(IAuditLog log, OutcomeWatch outcomes, ComplianceSource compliance, TimeProvider time)
{
    /// <summary>Takes it.</summary>
    /// <returns>The feedback's id.</returns>
    /// <exception cref="RequestException">A field is wrong, or it cannot be recorded.</exception>
    public async ValueTask<string> GiveAsync(TenantId tenant, GivenFeedback given, CancellationToken cancellationToken)
    {
        given.Check();
        AuditErrors.ThrowIfAway(log);
        string id = "fb_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        GivenFeedback masked = compliance.Current.Of(tenant).Mask ? given.Mask(new MaskVault()) : given;
        try
        {
            AuditPlace place = log.Append(new AuditEvent
            {
                Type = AuditEventTypes.Feedback,
                Time = time.GetUtcNow(),
                Tenant = tenant.Value,
                Request = given.Request,
                Subject = AuditSubject.Of(tenant, UserName.Check(given.User)),
                Retention = compliance.Current.Of(tenant).Retention,
                Body = JsonSerializer.Serialize(new FeedbackBody(id, given.IsGood ? "up" : "down", masked.Correction is not null), AuditJson.Plain.FeedbackBody),
                Secret = JsonSerializer.Serialize(new FeedbackSecret(masked.Comment, masked.Correction, masked.Question, masked.Answer), AuditJson.Plain.FeedbackSecret),
            });
            await log.WaitAsync(place, cancellationToken);
        }
        catch (AuditUnavailableException e)
        {
            throw AuditErrors.ToRequest(e);
        }

        if (!given.IsGood || given.Correction is not null)
        {
            string? comment = masked.Correction is null ? masked.Comment : $"{masked.Comment}\n→ {masked.Correction}".Trim();
            outcomes.OnFeedback(tenant, given.Request, masked.Question ?? "-", masked.Answer ?? "", comment);
        }

        return id;
    }
}

/// <summary>What a user says of an answer.</summary>
/// <param name="Request">The answer's id.</param>
/// <param name="IsGood">Whether he liked it.</param>
internal sealed record GivenFeedback(string Request, bool IsGood)
{
    public string? Comment { get; init; }

    public string? Correction { get; init; }

    public string? Question { get; init; }

    public string? Answer { get; init; }

    public string? User { get; init; }

    /// <summary>Refuses fields that are too long.</summary>
    /// <exception cref="RequestException">One is.</exception>
    public void Check()
    {
        if (Request is not { Length: > 0 and <= AuditEvent.MaxNameLength } || !Request.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw RequestException.Invalid("request_id", $"request_id must be the id of an answer, with 1 to {AuditEvent.MaxNameLength} letters, digits, '_' and '-'");
        }

        Limit("comment", Comment, ReviewRules.MaxNoteLength);
        Limit("correction", Correction, ReviewRules.MaxTextLength);
        Limit("question", Question, ReviewRules.MaxTextLength);
        Limit("answer", Answer, ReviewRules.MaxTextLength);
    }

    /// <summary>Masks the personal data in it.</summary>
    public GivenFeedback Mask(MaskVault vault) => this with
    {
        Comment = Comment is null ? null : vault.Mask(Comment),
        Correction = Correction is null ? null : vault.Mask(Correction),
        Question = Question is null ? null : vault.Mask(Question),
        Answer = Answer is null ? null : vault.Mask(Answer),
    };

    private static void Limit(string field, string? text, int most)
    {
        if (text?.Length > most)
        {
            throw RequestException.Invalid(field, $"{field} must have at most {most} characters");
        }
    }
}
