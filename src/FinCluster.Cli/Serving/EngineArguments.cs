using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using FinCluster.Cli.Commands;
using FinCluster.Cli.Native;
using FinCluster.Inference;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say which models are loaded and how; <c>serve</c> hands them on to its nodes.</summary>
internal sealed class EngineArguments
{
    private static readonly LlamaEngineOptions Defaults = new() { ModelName = "", ModelPath = "", NativeFolder = "" };

    private readonly Option<string[]> _models = new("--model", "-m")
    {
        Description = "A GGUF file to serve, as path or name=path; repeat it for several. Default: the model that comes with FinCluster",
        HelpName = "[name=]path",
    };

    private readonly Option<int> _context = Number(
        "--context", "tokens", Defaults.ContextLength, "Longest prompt plus answer, in tokens; 0 for what the model was trained with, at most 4096");

    private readonly Option<int> _parallel = Number("--parallel", "n", Defaults.ParallelSequences, "Requests that are computed together");

    private readonly Option<int> _batch = Number("--batch", "tokens", Defaults.BatchTokens, "Most tokens of one call of the model");

    private readonly Option<int> _prefillChunk = Number(
        "--prefill-chunk", "tokens", Defaults.PrefillChunkTokens, "Most prompt tokens of one call while others generate; smaller is smoother");

    private readonly Option<int> _threads = Number("--threads", "n", Defaults.Threads, "Threads of one call; 0 for the cores less one, at most 8");

    private readonly Option<int> _gpuLayers = Number("--gpu-layers", "n", Defaults.GpuLayers, "Layers on the GPU; -1 for all");

    private readonly Option<FlashAttentionMode> _flashAttention = new("--flash-attention", "-fa")
    {
        Description = "Whether attention is one fused step; auto: on a GPU only",
        HelpName = "auto|on|off",
        DefaultValueFactory = _ => Defaults.FlashAttention,
    };

    private readonly Option<int> _maxQueue = Number(
        "--max-queue", "n", Defaults.MaxQueuedRequests, "Requests that may wait before further ones are refused");

    private readonly Option<string?> _nativeFolder = NativeCommand.DirectoryOption();

    private readonly Option<string?> _variant = NativeCommand.VariantOption();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [_models, _context, _parallel, _batch, _prefillChunk, _threads, _gpuLayers, _flashAttention, _maxQueue, _nativeFolder, _variant])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads which native library is wanted.</summary>
    public NativeLibraryOptions Native(ParseResult parsed) =>
        NativeLibraryOptions.From(NativeEnvironment.Current, parsed.GetValue(_nativeFolder), parsed.GetValue(_variant));

    /// <summary>Reads the engines to start.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="nativeFolder">The folder of the native library.</param>
    /// <exception cref="UsageException">An option is out of range, or two models have one name.</exception>
    public IReadOnlyList<LlamaEngineOptions> Engines(ParseResult parsed, string nativeFolder)
    {
        string[] models = parsed.GetValue(_models) ?? [];
        LlamaEngineOptions[] engines = [.. (models.Length == 0 ? [ModelArgument.Shipped] : models.Select(ModelArgument.Parse))
            .Select(model => new LlamaEngineOptions
            {
                ModelName = model.Name,
                ModelPath = model.Path,
                NativeFolder = nativeFolder,
                ContextLength = parsed.GetValue(_context),
                ParallelSequences = parsed.GetValue(_parallel),
                BatchTokens = parsed.GetValue(_batch),
                PrefillChunkTokens = parsed.GetValue(_prefillChunk),
                Threads = parsed.GetValue(_threads),
                GpuLayers = parsed.GetValue(_gpuLayers),
                FlashAttention = parsed.GetValue(_flashAttention),
                MaxQueuedRequests = parsed.GetValue(_maxQueue),
            })];
        if (engines.CountBy(engine => engine.ModelName, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1).Key is { } twice)
        {
            throw new UsageException($"--model: two models have the name '{twice}'; name=path gives one of them another");
        }

        Validate(engines[0]);
        return engines;
    }

    /// <summary>Writes engines as the arguments that read them.</summary>
    public static IEnumerable<string> ToArguments(IReadOnlyList<LlamaEngineOptions> engines)
    {
        LlamaEngineOptions first = engines[0];
        return
        [
            .. engines.SelectMany(engine => (string[])["--model", $"{engine.ModelName}={engine.ModelPath}"]),
            "--context", Text(first.ContextLength),
            "--parallel", Text(first.ParallelSequences),
            "--batch", Text(first.BatchTokens),
            "--prefill-chunk", Text(first.PrefillChunkTokens),
            "--threads", Text(first.Threads),
            "--gpu-layers", Text(first.GpuLayers),
            "--flash-attention", first.FlashAttention.ToString(),
            "--max-queue", Text(first.MaxQueuedRequests),
            "--native-dir", first.NativeFolder,
        ];
    }

    // All engines have the same numbers.
    private void Validate(LlamaEngineOptions engine)
    {
        CheckRange(_parallel, nameof(engine.ParallelSequences), engine.ParallelSequences);
        CheckRange(_batch, nameof(engine.BatchTokens), engine.BatchTokens);
        CheckRange(_prefillChunk, nameof(engine.PrefillChunkTokens), engine.PrefillChunkTokens);
        CheckRange(_threads, nameof(engine.Threads), engine.Threads);
        CheckRange(_gpuLayers, nameof(engine.GpuLayers), engine.GpuLayers);
        CheckRange(_maxQueue, nameof(engine.MaxQueuedRequests), engine.MaxQueuedRequests);
        try
        {
            engine.Validate();
        }
        catch (EngineStartException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Checks a number against the range of the option that it becomes, to name it as the command line does.</summary>
    private static void CheckRange(Option<int> option, string property, int value)
    {
        RangeAttribute range = typeof(LlamaEngineOptions).GetProperty(property)!.GetCustomAttribute<RangeAttribute>()!;
        if (!range.IsValid(value))
        {
            throw new UsageException($"{option.Name} must be between {range.Minimum} and {range.Maximum}, it is {value}");
        }
    }

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Option<int> Number(string name, string help, int value, string description) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => value };
}
