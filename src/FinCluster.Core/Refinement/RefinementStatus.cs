namespace FinCluster.Core.Refinement;

/// <summary>What became of a second stage.</summary>
public enum RefinementStatus
{
    /// <summary>The fields were asked for and taken over; <see cref="RefinementResult.Changed"/> says which of them are different now.</summary>
    Refined,

    /// <summary>The time left was less than a second stage takes.</summary>
    SkippedNoTime,

    /// <summary>The draft has none of the fields.</summary>
    SkippedNoFields,

    /// <summary>The second model failed, was too late, or its answer could not be read. The draft stands.</summary>
    Failed,
}
