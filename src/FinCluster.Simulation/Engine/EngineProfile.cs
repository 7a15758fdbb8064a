using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FinCluster.Simulation.Engine;

/// <summary>What is known of a replica: how fast it is with one and with many answers, how long it takes to start and to end.</summary>
public sealed record EngineProfile
{
    private const int MostSequences = 4096;

    // Read by reflection: generated code would give fields that are left out the default of their type and not that of the record.
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Gets where the figures come from, and which of them are assumptions.</summary>
    public required string Source { get; init; }

    /// <summary>Gets how many answers a replica computes at a time.</summary>
    public required int Sequences { get; init; }

    /// <summary>Gets the prompt tokens of the requests that were measured.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Gets the output tokens of the answers that were measured.</summary>
    public required int AnswerTokens { get; init; }

    /// <summary>Gets the measurements, by their number of answers, ascending; the last one is at <see cref="Sequences"/>.</summary>
    public required ImmutableArray<EngineMeasurement> Measured { get; init; }

    /// <summary>Gets the median time from asking for a replica until it takes requests, in seconds.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Gets the standard deviation of the start-up time's logarithm.</summary>
    public double StartSpread { get; init; }

    /// <summary>Gets the time that a replica is still paid for when it was taken away, in seconds.</summary>
    public required double DrainSeconds { get; init; }

    /// <summary>Gets the KV cells that each answer may fill.</summary>
    public int ContextTokens { get; init; } = 2048;

    /// <summary>Gets the profile of the shipped model, as measured.</summary>
    public static EngineProfile Shipped { get; } = ReadShipped();

    /// <summary>Reads a profile.</summary>
    /// <exception cref="FormatException">It is not one; the message says where and why.</exception>
    public static EngineProfile Parse(string json)
    {
        try
        {
            EngineProfile profile = JsonSerializer.Deserialize<EngineProfile>(json, Json) ?? throw new FormatException("the engine is null");
            return profile.Error is { } error ? throw new FormatException($"the engine: {error}") : profile;
        }
        catch (JsonException e)
        {
            throw new FormatException($"the engine cannot be read: {e.Message}", e);
        }
    }

    private string? Error => this switch
    {
        { Sequences: < 1 or > MostSequences } => $"sequences must be between 1 and {MostSequences}",
        { PromptTokens: < 1 } => "promptTokens must be 1 or more",
        { AnswerTokens: < 2 } => "answerTokens must be 2 or more",
        { Measured.IsDefaultOrEmpty: true } => "measured is empty",
        _ when !IsAscending(Measured) => "measured must be in ascending order of sequences, from 1 on",
        _ when Measured[^1].Sequences != Sequences => "the last of measured must be at sequences",
        _ when Measured.FirstOrDefault(one => !IsConsistent(one)) is { } wrong =>
            $"measured at {wrong.Sequences}: its answers take no longer than their first token, or a figure is not above 0",
        _ when !(StartSeconds is >= 0 and <= 86_400) => "startSeconds must be between 0 and 86400",
        _ when !(StartSpread is >= 0 and <= 2) => "startSpread must be between 0 and 2",
        _ when !(DrainSeconds is >= 0 and <= 86_400) => "drainSeconds must be between 0 and 86400",
        { ContextTokens: < 1 } => "contextTokens must be 1 or more",
        _ => null,
    };

    private static bool IsAscending(ImmutableArray<EngineMeasurement> measured)
    {
        for (int i = 0; i < measured.Length; i++)
        {
            if (measured[i] is null || measured[i].Sequences < (i == 0 ? 1 : measured[i - 1].Sequences + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsConsistent(EngineMeasurement one) =>
        one.TokensPerSecond > 0 && one.FirstTokenSeconds > 0 && double.IsFinite(one.FirstTokenSeconds)
        && one.Sequences * AnswerTokens / one.TokensPerSecond > one.FirstTokenSeconds;

    private static EngineProfile ReadShipped()
    {
        using Stream stream = typeof(EngineProfile).Assembly.GetManifestResourceStream("shipped-engine.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
