using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Scaling.Policies;

namespace FinCluster.Scaler.Decisions;

/// <summary>A decision as it is recorded: what was asked for, why, and all that it was decided from.</summary>
internal sealed partial record DecisionLine
{
    /// <summary>Gets the markets' time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets the pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Gets how many replicas were asked for before.</summary>
    public required int Before { get; init; }

    /// <summary>Gets how many are asked for now.</summary>
    public required int Replicas { get; init; }

    /// <summary>Gets the reason in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets how many take requests.</summary>
    public required int Ready { get; init; }

    /// <summary>Gets what was asked in the last half minute, in output tokens per second.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Gets what was expected for now; null where nothing is.</summary>
    public double? ExpectedTokensPerSecond { get; init; }

    /// <summary>Gets the output tokens of requests that wait.</summary>
    public required double QueuedTokens { get; init; }

    /// <summary>Gets the time to the first token of 99 % of requests, in seconds.</summary>
    public double? TtftP99 { get; init; }

    /// <summary>Gets the part of the KV cache that running requests hold.</summary>
    public required double KvPressure { get; init; }

    /// <summary>Gets the start-up time that was counted on, in seconds.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Gets what is needed, by each signal.</summary>
    public required ImmutableArray<ScalingBound> AtLeast { get; init; }

    /// <summary>Gets what is not taken away, by each signal.</summary>
    public required ImmutableArray<ScalingBound> Keep { get; init; }

    /// <summary>Gets what is wrong with what is known.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Makes the line of a decision.</summary>
    public static DecisionLine Of(ScalingDecision decision) => new()
    {
        Time = decision.Input.Now,
        Pool = decision.Pool,
        Before = decision.Input.Desired,
        Replicas = decision.Replicas,
        Reason = decision.Reason,
        Ready = decision.Input.Ready,
        TokensPerSecond = Math.Round(decision.Input.TokensPerSecond, 3),
        ExpectedTokensPerSecond = decision.Wish.ExpectedTokensPerSecond is { } expected ? Math.Round(expected, 3) : null,
        QueuedTokens = Math.Round(decision.Input.QueuedTokens, 3),
        TtftP99 = decision.Input.TtftP99,
        KvPressure = Math.Round(decision.Input.KvPressure, 3),
        StartSeconds = Math.Round(decision.Input.StartSeconds, 3),
        AtLeast = decision.Wish.AtLeast,
        Keep = decision.Wish.Keep,
        Warnings = decision.Wish.Warnings,
    };

    /// <summary>Writes the line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LineJson.Default.DecisionLine);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(DecisionLine))]
    private sealed partial class LineJson : JsonSerializerContext;
}
