using System.ComponentModel.DataAnnotations;

namespace FinCluster.Inference;

/// <summary>How one model is loaded and computed.</summary>
public sealed record LlamaEngineOptions
{
    /// <summary>The most tokens of one sequence.</summary>
    public const int MaxContextLength = 1 << 20;

    /// <summary>Gets the name that requests use.</summary>
    public required string ModelName { get; init; }

    /// <summary>Gets the GGUF file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Gets the folder of the native library.</summary>
    public required string NativeFolder { get; init; }

    /// <summary>Gets the longest prompt plus output of one request, in tokens.</summary>
    /// <value>Default 0: what the model was trained with, at most 4,096. Range 16 to 1,048,576.</value>
    public int ContextLength { get; init; }

    /// <summary>Gets how many requests are computed together.</summary>
    /// <value>Default 16. Range 1 to 256, libllama's limit.</value>
    [Range(1, 256)]
    public int ParallelSequences { get; init; } = 16;

    /// <summary>Gets the most tokens of one call of the model.</summary>
    /// <value>Default 512. Range 32 to 8,192, and no less than <see cref="ParallelSequences"/>.</value>
    [Range(32, 8_192)]
    public int BatchTokens { get; init; } = 512;

    /// <summary>Gets the most prompt tokens of one call while other requests generate. Smaller means smoother streams.</summary>
    /// <value>Default 128. Range 1 to 8,192.</value>
    [Range(1, 8_192)]
    public int PrefillChunkTokens { get; init; } = 128;

    /// <summary>Gets the threads of one call.</summary>
    /// <value>Default 0: the machine's cores less one, at most 8. Range 1 to 512.</value>
    [Range(0, 512)]
    public int Threads { get; init; }

    /// <summary>Gets how many of the model's layers go to the GPU.</summary>
    /// <value>Default -1: all of them, if there is a GPU.</value>
    [Range(-1, 1_000)]
    public int GpuLayers { get; init; } = -1;

    /// <summary>Gets whether attention is computed in one fused step.</summary>
    /// <value>Default <see cref="FlashAttentionMode.Auto"/>.</value>
    [EnumDataType(typeof(FlashAttentionMode))]
    public FlashAttentionMode FlashAttention { get; init; }

    /// <summary>Gets how many requests wait for a sequence before further ones are refused.</summary>
    /// <value>Default 256. Range 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int MaxQueuedRequests { get; init; } = 256;

    /// <summary>Gets <see cref="Threads"/> with its default filled in.</summary>
    /// <remarks>
    /// One core stays free: the CPU backend's threads wait for each other by spinning, so one thread too many costs more
    /// than it brings.
    /// </remarks>
    public int EffectiveThreads => Threads > 0 ? Threads : Math.Clamp(Environment.ProcessorCount - 1, 1, 8);

    /// <summary>Throws <see cref="EngineStartException"/> for the first option that is out of range.</summary>
    public void Validate()
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), problems, validateAllProperties: true))
        {
            throw new EngineStartException(problems[0].ErrorMessage ?? "an engine option is out of range");
        }

        if (ContextLength != 0 && ContextLength is < 16 or > MaxContextLength)
        {
            throw new EngineStartException($"the context length must be between 16 and {MaxContextLength} tokens, it is {ContextLength}");
        }

        if (BatchTokens < ParallelSequences)
        {
            throw new EngineStartException(
                $"a batch of {BatchTokens} tokens is too small for {ParallelSequences} sequences, each of which needs one");
        }
    }
}
