using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Engine;

namespace FinCluster.Inference.Simulation;

/// <summary>What a simulated model is like and how long its steps take.</summary>
/// <remarks>
/// A step takes <see cref="StepTime"/> and the time of each of its tokens. The defaults come from the shipped model on one thread
/// of two cores, in loadtests/results/2026-11-22-streams.md: a call of 1, 4 and 16 sequences took 0.64, 1.9 and 9.7 ms, the first
/// token of a prompt 11.5 ms, and a token of an answer of 512 tokens 0.19 ms more than one of an answer of 64. That prompt had 72 tokens
/// there and has 128 here.
/// </remarks>
public sealed record SimulatedEngineOptions
{
    private const string MaxTokenTime = "00:00:10";

    /// <summary>Gets the name that requests use.</summary>
    public required string ModelName { get; init; }

    /// <summary>Gets the longest prompt plus output of one request, in tokens.</summary>
    /// <value>Default 4,096. Range 16 to 1,048,576.</value>
    [Range(16, LlamaEngineOptions.MaxContextLength)]
    public int ContextLength { get; init; } = 4_096;

    /// <summary>Gets how many requests are computed together. Each has KV cells for the whole context.</summary>
    /// <value>Default 16. Range 1 to 256.</value>
    [Range(1, 256)]
    public int ParallelSequences { get; init; } = 16;

    /// <summary>Gets the most tokens of one step.</summary>
    /// <value>Default 512. Range 32 to 8,192, and no less than <see cref="ParallelSequences"/>.</value>
    [Range(32, 8_192)]
    public int BatchTokens { get; init; } = 512;

    /// <summary>Gets the most prompt tokens of one step while other requests generate.</summary>
    /// <value>Default 128. Range 1 to 8,192.</value>
    [Range(1, 8_192)]
    public int PrefillChunkTokens { get; init; } = 128;

    /// <summary>Gets how many requests wait for a sequence before further ones are refused.</summary>
    /// <value>Default 256. Range 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int MaxQueuedRequests { get; init; } = 256;

    /// <summary>Gets the time of a step beside that of its tokens.</summary>
    /// <value>Default 0.1 ms. Range 0 to 10 seconds.</value>
    [Range(typeof(TimeSpan), "0", MaxTokenTime)]
    public TimeSpan StepTime { get; init; } = TimeSpan.FromMilliseconds(0.1);

    /// <summary>Gets the time of a prompt token.</summary>
    /// <value>Default 0.08 ms. Range 0 to 10 seconds.</value>
    [Range(typeof(TimeSpan), "0", MaxTokenTime)]
    public TimeSpan PrefillTokenTime { get; init; } = TimeSpan.FromMilliseconds(0.08);

    /// <summary>Gets the time of an output token.</summary>
    /// <value>Default 0.45 ms. Range 0 to 10 seconds.</value>
    [Range(typeof(TimeSpan), "0", MaxTokenTime)]
    public TimeSpan DecodeTokenTime { get; init; } = TimeSpan.FromMilliseconds(0.45);

    /// <summary>Gets the time that a token takes for each token before it in its sequence.</summary>
    /// <value>Default 0.7 µs. Range 0 to 10 seconds.</value>
    [Range(typeof(TimeSpan), "0", MaxTokenTime)]
    public TimeSpan ContextTokenTime { get; init; } = TimeSpan.FromMicroseconds(0.7);

    /// <summary>Gets the mean length of an answer that ends by itself, in tokens; lengths are distributed geometrically.</summary>
    /// <value>Default 200. Range 1 to 1,048,576.</value>
    [Range(1, LlamaEngineOptions.MaxContextLength)]
    public int MeanAnswerTokens { get; init; } = 200;

    /// <summary>Gets how long it takes to load a replica while others serve.</summary>
    /// <value>Default 24 ms, which an adapter of the shipped model took in loadtests/results/2026-11-22-adapters.md. Range 0 to 10 minutes.</value>
    [Range(typeof(TimeSpan), "0", "00:10:00")]
    public TimeSpan LoadTime { get; init; } = TimeSpan.FromMilliseconds(24);

    /// <summary>Gets the adapters that it pretends to have; <see cref="SimulatedMarker"/> says how they show.</summary>
    public ImmutableArray<AdapterInfo> Adapters { get; init; } = [];

    /// <summary>Gets the hash that it gives as its chat template's; null for the model's own. Prompts are read in one way, whatever it is.</summary>
    public string? TemplateHash { get; init; }

    /// <summary>Gets the hash that it gives as its base's; null for one made of the other options.</summary>
    public string? BaseHash { get; init; }

    /// <summary>Gets what goes wrong from the start on.</summary>
    /// <value>Default <see cref="SimulatedFaults.None"/>.</value>
    public SimulatedFaults Faults { get; init; } = SimulatedFaults.None;

    /// <summary>Gets <see cref="BaseHash"/> with its default filled in.</summary>
    public string EffectiveBaseHash =>
        BaseHash ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"simulated {MeanAnswerTokens}")));

    /// <summary>Computes the time of a step.</summary>
    /// <param name="prefillTokens">Its prompt tokens.</param>
    /// <param name="decodeTokens">Its output tokens.</param>
    /// <param name="contextTokens">The sum, over all its tokens, of the tokens before each in its sequence.</param>
    public TimeSpan TimeOf(int prefillTokens, int decodeTokens, long contextTokens) =>
        StepTime + (PrefillTokenTime * prefillTokens) + (DecodeTokenTime * decodeTokens) + (ContextTokenTime * contextTokens);

    /// <summary>Throws <see cref="EngineStartException"/> for the first option that is out of range.</summary>
    public void Validate()
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), problems, validateAllProperties: true)
            || !Validator.TryValidateObject(Faults, new ValidationContext(Faults), problems, validateAllProperties: true))
        {
            throw new EngineStartException(problems[0].ErrorMessage ?? "an option of the simulated engine is out of range");
        }

        if (BatchTokens < ParallelSequences)
        {
            throw new EngineStartException(
                $"a batch of {BatchTokens} tokens is too small for {ParallelSequences} sequences, each of which needs one");
        }
    }
}
