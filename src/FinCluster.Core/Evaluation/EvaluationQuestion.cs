using FinCluster.Core.Engine;

namespace FinCluster.Core.Evaluation;

/// <summary>How an answer is compared with its reference.</summary>
public enum ScoringRule
{
    /// <summary>The texts are alike in at least 90 % of their characters.</summary>
    Edit,

    /// <summary>The last number of the answer is that of the reference, units and multipliers taken into account.</summary>
    Number,

    /// <summary>The answer chooses the reference's letter, A to D.</summary>
    Choice,

    /// <summary>The answer refuses, or warns of the risk.</summary>
    Refusal,
}

/// <summary>One question with what a right answer is.</summary>
public sealed record EvaluationQuestion
{
    /// <summary>Gets the name in its set; unique there.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the language: <c>zh</c>, <c>en</c>.</summary>
    public string Language { get; init; } = "";

    /// <summary>Gets what kind of question it is: term, rule, arithmetic, ….</summary>
    public string Kind { get; init; } = "";

    /// <summary>Gets what it is about: banking, securities, insurance, ….</summary>
    public string Domain { get; init; } = "";

    /// <summary>Gets the conversation; its last message is the user's.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the reference; empty only where <see cref="ScoringRule.Refusal"/> needs none.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Gets how the answer is scored.</summary>
    public required ScoringRule Scoring { get; init; }

    /// <summary>Gets the relative error that a number may have.</summary>
    /// <value>Default 0.000001. Range 0 to 1.</value>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Gets a value indicating whether it is about regulation.</summary>
    public bool IsRegulatory { get; init; }

    /// <summary>Gets a value indicating whether a right answer refuses or warns.</summary>
    public bool IsRisk { get; init; }
}
