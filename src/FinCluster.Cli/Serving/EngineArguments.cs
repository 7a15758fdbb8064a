using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using FinCluster.Cli.Commands;
using FinCluster.Cli.Native;
using FinCluster.Inference;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Simulation;

namespace FinCluster.Cli.Serving;

/// <summary>The options that say which models are loaded and how; <c>serve</c> hands them on to its nodes.</summary>
internal sealed class EngineArguments
{
    private const int DefaultSimulatedContext = 4_096;

    private const int BytesPerMegabyte = 1_000_000;

    private static readonly AdapterLimits DefaultLimits = new();

    private static readonly LlamaEngineOptions Defaults = new() { ModelName = "", ModelPath = "", NativeFolder = "" };

    private readonly Option<EngineKind> _engine = new("--engine")
    {
        Description = "What computes the models; simulated: nothing does, for load and fault tests",
        HelpName = "llama|simulated",
        DefaultValueFactory = _ => EngineKind.Llama,
    };

    private readonly Option<string?> _simulate = new("--simulate")
    {
        Description = $"Numbers of the simulated engine: {SimulationArgument.Keys}; times are in milliseconds",
        HelpName = "key=value,...",
    };

    private readonly Option<string[]> _models = new("--model", "-m")
    {
        Description = "A GGUF file to serve, as path or name=path; repeat it for several. Default: the model that comes with FinCluster",
        HelpName = "[name=]path",
    };

    private readonly Option<string[]> _adapters = new("--adapter")
    {
        Description = "A LoRA adapter for the first model: requests name the two as model+name. Further files behind commas act together; repeat it for several",
        HelpName = "name=path[@scale]",
    };

    private readonly Option<int> _maxAdapterSize = Number(
        "--max-adapter-size", "MB", (int)(DefaultLimits.MaxFileBytes / BytesPerMegabyte), "Size from which on an adapter is refused");

    private readonly Option<int> _maxAdapterRank = Number("--max-adapter-rank", "n", DefaultLimits.MaxRank, "Highest rank of an adapter");

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
            [_models, _adapters, _context, _parallel, _batch, _prefillChunk, _threads, _gpuLayers, _flashAttention, _maxQueue, _nativeFolder, _variant, _engine,
             _simulate, _maxAdapterSize, _maxAdapterRank])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the engines to start, and installs the native library first when they need it and it is not there.</summary>
    /// <exception cref="UsageException">An option is out of range, or two models have one name.</exception>
    /// <exception cref="NativeLibraryException">The native library cannot be had.</exception>
    public async Task<EngineSet> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_engine) == EngineKind.Simulated)
        {
            return new SimulatedEngineSet(SimulatedEngines(parsed), Adapters(parsed));
        }

        if (parsed.GetValue(_simulate) is not null)
        {
            throw new UsageException("--simulate is for --engine simulated");
        }

        var native = NativeLibraryOptions.From(NativeEnvironment.Current, parsed.GetValue(_nativeFolder), parsed.GetValue(_variant));
        AdapterArgument[] adapters = Adapters(parsed);
        AdapterLimits limits = Limits(parsed);
        return new LlamaEngineSet(LlamaEngines(parsed, await NativeInstallConsole.EnsureAsync(native, cancellationToken)), adapters, limits);
    }

    /// <summary>Reads how many requests for a model may wait.</summary>
    public int MaxQueuedRequests(ParseResult parsed) => parsed.GetValue(_maxQueue);

    private AdapterArgument[] Adapters(ParseResult parsed)
    {
        AdapterArgument[] adapters = [.. (parsed.GetValue(_adapters) ?? []).Select(AdapterArgument.Parse)];
        return adapters.CountBy(adapter => adapter.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1).Key is { } twice
            ? throw new UsageException($"--adapter: the name '{twice}' is given twice")
            : adapters;
    }

    private AdapterLimits Limits(ParseResult parsed) => new()
    {
        MaxFileBytes = (long)AtLeastOne(parsed, _maxAdapterSize) * BytesPerMegabyte,
        MaxRank = AtLeastOne(parsed, _maxAdapterRank),
    };

    private static int AtLeastOne(ParseResult parsed, Option<int> option) => parsed.GetValue(option) is >= 1 and int value
        ? value
        : throw new UsageException($"{option.Name} must be at least 1, it is {parsed.GetValue(option)}");

    private LlamaEngineOptions[] LlamaEngines(ParseResult parsed, string nativeFolder)
    {
        string[] models = parsed.GetValue(_models) ?? [];
        LlamaEngineOptions[] engines = [.. (models.Length == 0 ? [ModelArgument.Shipped] : models.Select(text => ModelArgument.Parse(text)))
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
        CheckNames(engines.Select(engine => engine.ModelName));
        Validate(engines[0]);
        return engines;
    }

    private SimulatedEngineOptions[] SimulatedEngines(ParseResult parsed)
    {
        // A path is of no use here, and whoever changes only --engine has one.
        string[] names = [.. (parsed.GetValue(_models) ?? []).Select(model => model.Split('=')[0])];
        SimulatedEngineOptions[] engines = [.. (names.Length == 0 ? ["simulated"] : names).Select(name => new SimulatedEngineOptions
        {
            ModelName = name.Length > 0 ? name : throw new UsageException("--model: a simulated model needs a name"),
            ContextLength = parsed.GetValue(_context) is > 0 and int tokens ? tokens : DefaultSimulatedContext,
            ParallelSequences = parsed.GetValue(_parallel),
            BatchTokens = parsed.GetValue(_batch),
            PrefillChunkTokens = parsed.GetValue(_prefillChunk),
            MaxQueuedRequests = parsed.GetValue(_maxQueue),
        }).Select(options => SimulationArgument.Read(parsed.GetValue(_simulate) ?? "", options))];
        CheckNames(engines.Select(engine => engine.ModelName));
        try
        {
            engines[0].Validate();
            return engines;
        }
        catch (EngineStartException e)
        {
            throw new UsageException($"--engine simulated: {e.Message}");
        }
    }

    private static void CheckNames(IEnumerable<string> names)
    {
        if (names.CountBy(name => name, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1).Key is { } twice)
        {
            throw new UsageException($"--model: two models have the name '{twice}'; name=path gives one of them another");
        }
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

    private static Option<int> Number(string name, string help, int value, string description) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => value };
}
