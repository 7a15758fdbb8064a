using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;
using Google.Protobuf.WellKnownTypes;
using Proto = FinCluster.Contracts.Admin.V1;

namespace FinCluster.Wire;

/// <summary>Converts what fincluster.admin.v1's reviews.proto declares.</summary>
public static class ReviewWire
{
    /// <summary>Writes an item.</summary>
    public static Proto.Review ToProto(ReviewItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var message = new Proto.Review
        {
            Id = item.Id.Value,
            Tenant = item.Tenant.Value,
            RequestId = item.RequestId,
            SessionId = item.Session?.Value ?? "",
            CreatedAt = item.CreatedAt.ToTimestamp(),
            Reason = EnumNames<ReviewReason>.Format(item.Reason),
            Category = item.Category is { } category ? EnumNames<GuardCategory>.Format(category) : "",
            Question = item.Question,
            Answer = item.Answer,
            Decision = item.Decision is { } decision ? ToProto(decision) : null,
        };
        if (item.Model is { } model)
        {
            message.Model = model;
        }

        if (item.Release is { } release)
        {
            message.Release = release;
        }

        if (item.Comment is { } comment)
        {
            message.Comment = comment;
        }

        return message;
    }

    /// <summary>Reads an item.</summary>
    /// <exception cref="InvalidDataException">A name in it is none that this build knows.</exception>
    public static ReviewItem ToCore(Proto.Review message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new ReviewItem
        {
            Id = new ReviewId(message.Id),
            Tenant = new TenantId(message.Tenant),
            RequestId = message.RequestId,
            Session = message.SessionId.Length == 0 ? null : new SessionId(message.SessionId),
            CreatedAt = message.CreatedAt.ToDateTimeOffset(),
            Reason = EnumNames<ReviewReason>.Parse(message.Reason),
            Category = message.Category.Length == 0 ? null : EnumNames<GuardCategory>.Parse(message.Category),
            Question = message.Question,
            Answer = message.Answer,
            Model = message.HasModel ? message.Model : null,
            Release = message.HasRelease ? message.Release : null,
            Comment = message.HasComment ? message.Comment : null,
            Decision = message.Decision is { } decision ? ToCore(decision) : null,
        };
    }

    /// <summary>Writes counts.</summary>
    public static Proto.ReviewCounts ToProto(ReviewCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new Proto.ReviewCounts
        {
            Open = counts.Open, Approved = counts.Approved, Corrected = counts.Corrected, Rejected = counts.Rejected, Dropped = counts.Dropped,
        };
    }

    /// <summary>Reads counts.</summary>
    public static ReviewCounts ToCore(Proto.ReviewCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new ReviewCounts(counts.Open, counts.Approved, counts.Corrected, counts.Rejected, counts.Dropped);
    }

    private static Proto.ReviewDecision ToProto(ReviewDecision decision)
    {
        var message = new Proto.ReviewDecision
        {
            Status = EnumNames<ReviewStatus>.Format(decision.Status),
            Reviewer = decision.Reviewer,
            DecidedAt = decision.DecidedAt.ToTimestamp(),
        };
        if (decision.Correction is { } correction)
        {
            message.Correction = correction;
        }

        if (decision.Note is { } note)
        {
            message.Note = note;
        }

        return message;
    }

    private static ReviewDecision ToCore(Proto.ReviewDecision message) => new()
    {
        Status = EnumNames<ReviewStatus>.Parse(message.Status),
        Correction = message.HasCorrection ? message.Correction : null,
        Reviewer = message.Reviewer,
        Note = message.HasNote ? message.Note : null,
        DecidedAt = message.DecidedAt.ToDateTimeOffset(),
    };
}
