using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference.Native;

/// <summary>Loads libllama and ggml into the process, once, and checks that they are the version the binding mirrors.</summary>
public static partial class LlamaLibrary
{
    /// <summary>The version whose structs <c>Native/</c> mirrors.</summary>
    public const string ExpectedVersion = "0.5.0-dev";

    private const int CpuDevice = 0;
    private const int GpuDevice = 1;
    private const int IntegratedGpuDevice = 2;

    private static readonly Lock Gate = new();
    private static string? _folder;

    /// <summary>Loads the libraries of <paramref name="folder"/>; a second call with the same folder does nothing.</summary>
    /// <exception cref="EngineStartException">A file is missing, does not load, or is another version.</exception>
    public static void Load(string folder, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string fullPath = Path.GetFullPath(folder);
        lock (Gate)
        {
            if (_folder is null)
            {
                Load_NeedsLock(fullPath, logger);
                _folder = fullPath;
            }
            else if (!string.Equals(_folder, fullPath, StringComparison.Ordinal))
            {
                throw new EngineStartException($"the native library is loaded from {_folder} already, so not from {fullPath}");
            }
        }
    }

    /// <summary>Names the devices that models can be computed on, the CPU included.</summary>
    public static unsafe IReadOnlyList<string> Devices()
    {
        var names = new List<string>();
        nuint count = NativeMethods.ggml_backend_dev_count();
        for (nuint i = 0; i < count; i++)
        {
            nint device = NativeMethods.ggml_backend_dev_get(i);
            names.Add($"{Text(NativeMethods.ggml_backend_dev_name(device))}: {Text(NativeMethods.ggml_backend_dev_description(device))}");
        }

        return names;
    }

    /// <summary>Whether there is a GPU, so that a model need not fit into the machine's own memory.</summary>
    internal static bool HasGpu()
    {
        nuint count = NativeMethods.ggml_backend_dev_count();
        for (nuint i = 0; i < count; i++)
        {
            if (NativeMethods.ggml_backend_dev_type(NativeMethods.ggml_backend_dev_get(i)) is GpuDevice or IntegratedGpuDevice)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Chooses how attention is computed. The CPU's fused kernel took three times as long as its matrix products at 600 tokens.</summary>
    internal static LlamaFlashAttention Attention(LlamaEngineOptions options) => options.FlashAttention switch
    {
        FlashAttentionMode.On => LlamaFlashAttention.Enabled,
        FlashAttentionMode.Auto when options.GpuLayers != 0 && HasGpu() => LlamaFlashAttention.Auto,
        _ => LlamaFlashAttention.Disabled,
    };

    private static unsafe void Load_NeedsLock(string folder, ILogger logger)
    {
        Dictionary<string, string> files = FindFiles(folder);
        NativeLibrary.SetDllImportResolver(
            Assembly.GetExecutingAssembly(),
            (name, _, _) => files.TryGetValue(name, out string? file) ? NativeLibrary.Load(file) : 0);
        try
        {
            string? version = Text(NativeMethods.llama_version());
            if (version != ExpectedVersion)
            {
                throw new EngineStartException(
                    $"the native library in {folder} is version {version}, but this build of FinCluster needs {ExpectedVersion}");
            }
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new EngineStartException($"the native library in {folder} does not load: {e.Message}", e);
        }

        CheckDefaults(folder);
        NativeLog.Attach(logger);
        NativeMethods.ggml_backend_load_all_from_path(folder);
        NativeMethods.llama_backend_init();
        if (NativeMethods.ggml_backend_dev_by_type(CpuDevice) == 0)
        {
            throw new EngineStartException($"no CPU backend in {folder} fits this machine; expected a file like libggml-cpu-x64.so");
        }

        LogLoaded(logger, ExpectedVersion, folder, string.Join(", ", Devices()));
    }

    private static Dictionary<string, string> FindFiles(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new EngineStartException($"the native library folder {folder} does not exist; `fincluster native install` fetches it");
        }

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [NativeMethods.Llama] = FindFile(folder, "llama"),
            [NativeMethods.Ggml] = FindFile(folder, "ggml"),
            [NativeMethods.GgmlBase] = FindFile(folder, "ggml-base"),
        };
    }

    // The packages name the files libllama.v0.5.0.so, libggml-base.so, llama.dll, libllama.dylib and the like.
    private static string FindFile(string folder, string name)
    {
        string prefix = OperatingSystem.IsWindows() ? name : "lib" + name;
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return Directory.EnumerateFiles(folder, prefix + ".*")
            .Where(file => file.EndsWith(extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault()
            ?? throw new EngineStartException(
                $"{prefix}{extension} is missing in {folder}; `fincluster native verify` checks an installation, `native install` repairs it");
    }

    // A struct that moved a field would show here before it corrupts memory: these defaults are libllama's own.
    private static void CheckDefaults(string folder)
    {
        LlamaContextParams context = NativeMethods.llama_context_default_params();
        LlamaModelParams model = NativeMethods.llama_model_default_params();
        bool matches = context is
        {
            ContextTokens: 512, BatchTokens: 2048, MicroBatchTokens: 512, MaxSequences: 1, YarnExtFactor: -1f, TypeK: 1, TypeV: 1,
            OffloadKqv: 1, NoPerf: 1, UnifiedKv: 0, Samplers: 0,
        };
        if (!matches || model is not { GpuLayers: -1, LoadMode: LlamaLoadMode.Auto, UseExtraBufferTypes: 1, VocabularyOnly: 0 })
        {
            throw new EngineStartException($"the native library in {folder} lays out its parameters differently from version {ExpectedVersion}");
        }
    }

    private static unsafe string? Text(byte* zeroTerminated) => Marshal.PtrToStringUTF8((nint)zeroTerminated);

    [LoggerMessage(3000, LogLevel.Information, "libllama {Version} loaded from {Folder}; devices: {Devices}")]
    private static partial void LogLoaded(ILogger logger, string version, string folder, string devices);
}
