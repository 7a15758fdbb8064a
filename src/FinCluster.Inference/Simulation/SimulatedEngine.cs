using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Models;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Simulation;

/// <summary>An engine without a model, for load and fault tests: real queues, real batching and a real prefix cache; the text means nothing.</summary>
/// <remarks>
/// Requests go through the scheduler, the KV pool, the sampler and the stop detector of the real engine; only what a batch computes
/// is made up, and how long it takes is <see cref="SimulatedEngineOptions.TimeOf"/>. Constraints of the output are refused.
/// </remarks>
public sealed partial class SimulatedEngine : IInferenceEngine
{
    private const int EmbeddingLength = 64;

    private readonly SimulatedContext _context;
    private readonly BatchedEngine _engine;
    private readonly PromptEncoder _prompts;

    /// <summary>Starts an engine.</summary>
    /// <param name="options">What it pretends to be.</param>
    /// <param name="time">The clock of steps, deadlines and statistics.</param>
    /// <param name="logger">Is warned that this is no model.</param>
    /// <exception cref="EngineStartException">An option is out of range.</exception>
    public SimulatedEngine(SimulatedEngineOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var model = new SimulatedModel(options.MeanAnswerTokens);
        Model = Describe(options);
        _prompts = new PromptEncoder(model);
        _context = new SimulatedContext(model, options, time);
        var limits = new BatchingLimits(options.PrefillChunkTokens, options.MaxQueuedRequests);
        _engine = new BatchedEngine(model, _context, options.ContextLength, limits, time, logger);
        LogSimulated(logger, options.ModelName);
    }

    /// <inheritdoc/>
    public ModelInfo Model { get; }

    /// <summary>Gets or sets what goes wrong from the next step on.</summary>
    public SimulatedFaults Faults
    {
        get => _context.Faults;
        set => _context.Faults = value;
    }

    /// <inheritdoc/>
    public EngineStatistics GetStatistics() => _engine.GetStatistics();

    /// <inheritdoc/>
    public IAsyncEnumerable<GenerationEvent> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Constraint is null
            ? _engine.GenerateAsync(request, cancellationToken)
            : throw new RequestException(ErrorCode.Unsupported, "a simulated model writes no structured output", "response_format");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<PrefixUpdate> WatchPrefixesAsync(CancellationToken cancellationToken) => _engine.WatchPrefixesAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        RequestValidator.Validate(request);
        cancellationToken.ThrowIfCancellationRequested();
        int[][] inputs = [.. request.Inputs.Select(input => _prompts.Encode(input, Model.ContextLength - 1, Model.ContextLength).Tokens)];
        return Task.FromResult(new EmbeddingResult(
            [.. inputs.Select(input => new ReadOnlyMemory<float>(SimulatedModel.Embed(input, EmbeddingLength)))],
            inputs.Sum(input => input.Length)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _context.Stop();
        await _engine.DisposeAsync();
        _context.Dispose();
    }

    private static ModelInfo Describe(SimulatedEngineOptions options) => new()
    {
        Name = options.ModelName,
        ContentHash = options.EffectiveBaseHash,
        Description = "SIMULATED, no model: for load and fault tests only",
        Parameters = 0,
        VocabularySize = SimulatedVocabulary.Size,
        ContextLength = options.ContextLength,
        EmbeddingLength = EmbeddingLength,
        ParallelSequences = options.ParallelSequences,
        HasChatTemplate = true,
        Adapters = [.. options.Adapters.Select(adapter => adapter.Name)],
        AdapterStack = options.Adapters,
        TemplateHash = options.TemplateHash,
    };

    [LoggerMessage(3030, LogLevel.Warning, "model {Model} is simulated: its answers mean nothing, it is for load and fault tests only")]
    private static partial void LogSimulated(ILogger logger, string model);
}
