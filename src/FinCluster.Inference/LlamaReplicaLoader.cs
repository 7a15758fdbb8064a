using System.Collections.Immutable;
using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference;

/// <summary>Starts engines of llama.cpp. Those over one base share its weights, those of one machine its memory and its cores. Thread-safe.</summary>
public sealed partial class LlamaReplicaLoader : IReplicaLoader
{
    private const int DefaultMaxContextLength = 4_096;

    private readonly LlamaEngineOptions _defaults;
    private readonly AdapterLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SharedModels _models;

    // Made when the library is loaded, which says whether there is a GPU.
    private readonly Lazy<SharedParts> _shared;

    /// <summary>Makes a loader that has loaded nothing.</summary>
    /// <param name="defaults">How replicas are computed that are loaded at run time; their names and files come with them.</param>
    /// <param name="limits">What adapters may be like.</param>
    /// <param name="time">The clock of deadlines and statistics.</param>
    /// <param name="logger">Takes the engines' and libllama's log.</param>
    public LlamaReplicaLoader(LlamaEngineOptions defaults, AdapterLimits limits, TimeProvider time, ILogger logger)
    {
        (_defaults, _limits, _time, _logger) = (defaults, limits, time, logger);
        Spares = new SpareContexts();
        _models = new SharedModels(model => Spares.Drop(model));
        _shared = new Lazy<SharedParts>(() => new SharedParts(DecodeGate.For(defaults), new KvMemory(), Spares));
    }

    /// <summary>Gets the contexts of replicas that have gone.</summary>
    internal SpareContexts Spares { get; }

    /// <inheritdoc/>
    public bool HasBase(ArtifactHash hash) => _models.Has(hash.Value);

    /// <summary>Loads the native library, a model and adapters on it, and starts their engine.</summary>
    /// <param name="options">What to load and how to compute it.</param>
    /// <param name="adapters">The adapters, in their order.</param>
    /// <param name="cancellationToken">Gives up between two steps of loading.</param>
    /// <exception cref="EngineStartException">The library or an option is not usable; the message says which and why.</exception>
    /// <exception cref="ModelFileException">The model file or an adapter is not usable.</exception>
    public Task<LlamaEngine> LoadAsync(LlamaEngineOptions options, ImmutableArray<AdapterFile> adapters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Task.Run(() => LoadAsync(options, baseHash: null, adapters, template: null, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ReplicaFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ReplicaSpec spec = files.Spec;
        LlamaEngineOptions options = _defaults with
        {
            ModelName = spec.Name,
            ModelPath = files.BasePath ?? "",
            ParallelSequences = spec.ParallelSequences ?? _defaults.ParallelSequences,
            ContextLength = spec.ContextLength ?? _defaults.ContextLength,
        };
        try
        {
            options.Validate();
            ImmutableArray<AdapterFile> adapters =
                [.. spec.Adapters.Zip(files.AdapterPaths, (adapter, path) => new AdapterFile(adapter.Name, path, adapter.Scale, adapter.File.Hash.Value))];
            TemplateFile? template = files.TemplatePath is { } path ? new TemplateFile(path, spec.Template!.Hash.Value) : null;
            return await Task.Run(() => LoadAsync(options, spec.Base.Hash.Value, adapters, template, cancellationToken), cancellationToken);
        }
        catch (ModelFileException e)
        {
            throw e.Path == files.TemplatePath
                ? new RequestException(ErrorCode.ArtifactInvalid, $"the chat template cannot be used: {e.Reason}", "template", e)
                : files.AdapterPaths.Contains(e.Path, StringComparer.Ordinal)
                ? new RequestException(ErrorCode.AdapterRefused, $"the adapter cannot be used: {e.Reason}", "adapters", e)
                : new RequestException(ErrorCode.ArtifactCorrupt, $"the base cannot be used: {e.Reason}", "base", e);
        }
        catch (EngineStartException e)
        {
            // The base computes alone: it did so when it was loaded, or will be found not to.
            ErrorCode code = e.IsLackOfRoom ? ErrorCode.NoRoom : files.AdapterPaths.IsEmpty ? ErrorCode.EngineFailed : ErrorCode.AdapterRefused;
            throw new RequestException(code, e.Message, inner: e);
        }
    }

    private async Task<LlamaEngine> LoadAsync(
        LlamaEngineOptions options, string? baseHash, ImmutableArray<AdapterFile> adapters, TemplateFile? template, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        LlamaLibrary.Load(options.NativeFolder, _logger);
        ChatTemplate? chat = template is null ? null : ChatTemplateFile.ReadKnown(template.Path);
        SharedModelLease lease = await _models.AcquireAsync(options.ModelPath, baseHash, options.GpuLayers);
        LlamaEngineParts? parts = null;
        try
        {
            AdapterStack stack = await AdapterStack.LoadAsync(lease.Shared, adapters, _limits, cancellationToken);
            LlamaModel model = lease.Shared.Model;
            parts = new LlamaEngineParts(lease, stack, _shared.Value, options) { Text = chat is null ? model : new TemplatedModel(model, chat) };
            cancellationToken.ThrowIfCancellationRequested();
            int contextLength = options.ContextLength != 0
                ? options.ContextLength
                : Math.Min(model.TrainedContextLength, DefaultMaxContextLength);
            LlamaContext context = parts.CreateContext(contextLength);
            ModelInfo info = Describe(parts, contextLength) with { TemplateHash = template?.Hash };
            LogReady(_logger, info.Name, info.Description, string.Join(" + ", info.Adapters), contextLength, options.ParallelSequences,
                options.EffectiveThreads, _time.GetElapsedTime(started).TotalMilliseconds);
            return new LlamaEngine(parts, context, info, _time, _logger);
        }
        catch
        {
            parts?.Dispose();
            lease.Dispose();
            throw;
        }
    }

    private static ModelInfo Describe(LlamaEngineParts parts, int contextLength)
    {
        LlamaModel model = parts.Shared.Model;
        return new ModelInfo
        {
            Name = parts.Options.ModelName,
            ContentHash = parts.Shared.Hash,
            Description = model.Description,
            Parameters = model.ParameterCount,
            VocabularySize = model.Vocabulary.Count,
            ContextLength = contextLength,
            EmbeddingLength = model.EmbeddingLength,
            ParallelSequences = parts.Options.ParallelSequences,
            HasChatTemplate = parts.Text.ChatTemplate is not null,
            Adapters = [.. parts.Adapters.Adapters.Select(adapter => adapter.Name)],
            AdapterStack = parts.Adapters.Adapters,
        };
    }

    /// <summary>A chat template that takes the place of the model's own.</summary>
    private sealed record TemplateFile(string Path, string Hash);

    [LoggerMessage(3020, LogLevel.Information,
        "model {Model} ({Description}) is ready: adapters [{Adapters}], context {ContextTokens} tokens, {Sequences} sequences, {Threads} threads, {ElapsedMs:F0} ms")]
    private static partial void LogReady(
        ILogger logger, string model, string description, string adapters, int contextTokens, int sequences, int threads, double elapsedMs);
}
