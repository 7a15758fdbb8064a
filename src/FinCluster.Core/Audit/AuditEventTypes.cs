namespace FinCluster.Core.Audit;

/// <summary>The names of what is recorded.</summary>
public static class AuditEventTypes
{
    /// <summary>A request came in. Secret: its messages, masked.</summary>
    public const string Received = "request.received";

    /// <summary>Personal data was replaced by tokens.</summary>
    public const string Masked = "pii.masked";

    /// <summary>The verdict on the question.</summary>
    public const string GuardInput = "guard.input";

    /// <summary>The verdict on the answer.</summary>
    public const string GuardOutput = "guard.output";

    /// <summary>What the release knows of the question: the snapshot, the passages that the model is given, their scores.</summary>
    public const string Knowledge = "knowledge.found";

    /// <summary>Who answers, and why.</summary>
    public const string Routed = "route.decided";

    /// <summary>How the answer was generated: release, parameters, seed. Secret: what the model read.</summary>
    public const string Generated = "generation";

    /// <summary>A second model corrected fields. Secret: before and after.</summary>
    public const string Refined = "refine";

    /// <summary>The labels and the disclaimer that were put on.</summary>
    public const string Labelled = "label.applied";

    /// <summary>The answer went out, or failed. Secret: the text as it was delivered, still masked.</summary>
    public const string Delivered = "delivered";

    /// <summary>A person judged an answer. Secret: the correction.</summary>
    public const string Feedback = "feedback";

    /// <summary>The beginning of the names of administrators' acts.</summary>
    public const string AdminPrefix = "admin.";

    /// <summary>The log went on after its process had ended within a record.</summary>
    public const string Recovered = "audit.recovered";

    /// <summary>The key of a subject was destroyed, so that his secrets cannot be read any more.</summary>
    public const string Shredded = "audit.shredded";

    /// <summary>Records are kept beyond their time until the hold is lifted.</summary>
    public const string Held = "audit.held";

    /// <summary>A hold was lifted.</summary>
    public const string Released = "audit.released";

    /// <summary>Records whose time was over were deleted.</summary>
    public const string Pruned = "audit.pruned";
}
