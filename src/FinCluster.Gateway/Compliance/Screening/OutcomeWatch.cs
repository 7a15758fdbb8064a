using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Edge;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Reviews;

namespace FinCluster.Gateway.Compliance.Screening;

/// <summary>Tells those who watch answers how a request ended: the quality monitor, and people if the guard was not sure. Thread-safe.</summary>
internal sealed class OutcomeWatch(QualityMonitor quality, QuestionSampler sampler, ReviewInbox inbox, TimeProvider time)
{
    private readonly IntentReader _intents = new(EdgeGlossary.Shipped);

    /// <summary>Notes a request that ended.</summary>
    public void OnEnded(in RequestOutcome outcome)
    {
        string question = outcome.Question.Question;
        bool isCut = outcome.Output is { Action: GuardAction.Refuse };
        bool isRefused = outcome.Input is { Action: GuardAction.Refuse };
        if (outcome.Model is { } model)
        {
            quality.Observe(new QualityObservation
            {
                Intent = outcome.Question is ChatPrompt chat ? _intents.Read(chat.Messages) : QuestionIntent.Other,
                Question = LengthBuckets.Of(question.Length),
                Answer = isRefused ? LengthBucket.None : LengthBuckets.Of(outcome.Answer.Length),
                IsRefused = isRefused,
                Guard = outcome.Input?.Category ?? outcome.Output?.Category,
                IsCut = isCut,
                Abnormal = AbnormalOf(outcome.Error),
                Model = model.Alias ?? model.Replica.Name,
                Release = model.Release?.Value,
            });
        }

        sampler.Offer(question);
        if (isRefused && IsSampled(outcome.Request))
        {
            Flag(outcome, question, ReviewReason.Sample, outcome.Input!.Category);
        }
        else if (outcome.Input is { Action: GuardAction.Review })
        {
            Flag(outcome, question, ReviewReason.GuardInput, outcome.Input.Category);
        }
        else if (outcome.Output is { Action: not GuardAction.Allow })
        {
            Flag(outcome, question, ReviewReason.GuardOutput, outcome.Output.Category);
        }
    }

    /// <summary>Puts what a user says of an answer before people.</summary>
    public void OnFeedback(TenantId tenant, string request, string question, string answer, string? comment) => inbox.Add(new ReviewItem
    {
        Id = ReviewId.New(),
        Tenant = tenant,
        RequestId = request,
        CreatedAt = time.GetUtcNow(),
        Reason = ReviewReason.Feedback,
        Question = ReviewRules.Bound(question),
        Answer = ReviewRules.Bound(answer),
        Comment = comment is null ? null : ReviewRules.Bound(comment, ReviewRules.MaxNoteLength),
    });

    // One refusal of eight is looked at by people, which tells how many should have been answers. Ids are drawn at random.
    private static bool IsSampled(string request) => request[^1] is '0' or '8';

    private static AbnormalKind AbnormalOf(ErrorKind? error) => error switch
    {
        null => AbnormalKind.None,
        { Code: ErrorCode.DeadlineExceeded } => AbnormalKind.Timeout,
        { Class: ErrorClass.Rejected } => AbnormalKind.Invalid,
        { Code: ErrorCode.ClientGone } => AbnormalKind.None,
        _ => AbnormalKind.Error,
    };

    private void Flag(in RequestOutcome outcome, string question, ReviewReason reason, GuardCategory? category)
    {
        if (question.Length == 0)
        {
            return;
        }

        inbox.Add(new ReviewItem
        {
            Id = ReviewId.New(),
            Tenant = outcome.Tenant,
            RequestId = outcome.Request,
            Session = outcome.Session,
            CreatedAt = time.GetUtcNow(),
            Reason = reason,
            Category = category,
            Question = ReviewRules.Bound(question),
            Answer = ReviewRules.Bound(outcome.Answer),
            Model = outcome.Model?.Name,
            Release = outcome.Model?.Release?.Value,
        });
    }
}
