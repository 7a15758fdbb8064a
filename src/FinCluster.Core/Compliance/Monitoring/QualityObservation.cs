using FinCluster.Core.Compliance.Guard;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>What is kept of one request that has ended. It holds no text.</summary>
public readonly record struct QualityObservation
{
    /// <summary>Gets what the question asks for.</summary>
    public required QuestionIntent Intent { get; init; }

    /// <summary>Gets how long the question is.</summary>
    public required LengthBucket Question { get; init; }

    /// <summary>Gets how long the model's answer is; <see cref="LengthBucket.None"/> when no model answered, as for a question that was refused.</summary>
    public required LengthBucket Answer { get; init; }

    /// <summary>Gets a value indicating whether the question was refused.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Gets what a guard found in question or answer; null for nothing.</summary>
    public GuardCategory? Guard { get; init; }

    /// <summary>Gets a value indicating whether a guard cut the answer off.</summary>
    public bool IsCut { get; init; }

    /// <summary>Gets how it went wrong.</summary>
    public AbnormalKind Abnormal { get; init; }

    /// <summary>Gets the cluster of the question's embedding, 0 to <see cref="EmbeddingClusters.MaxCount"/> − 1; null when it is not known.</summary>
    public int? Cluster { get; init; }

    /// <summary>Gets the alias of the catalog that was asked, or the replica's name where there is none.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the id of the release that answered, or would have; null for a replica that was named itself.</summary>
    public string? Release { get; init; }
}
