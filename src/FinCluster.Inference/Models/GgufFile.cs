using System.Collections.Immutable;

namespace FinCluster.Inference.Models;

/// <summary>What a GGUF file says about itself, read and checked without llama.cpp. Immutable.</summary>
/// <remarks>
/// llama.cpp ends the process on files that break its assumptions, so every file passes here first. The model's weights are not read.
/// </remarks>
public sealed class GgufFile
{
    private const string AlignmentKey = "general.alignment";
    private const string ArchitectureKey = "general.architecture";

    // It is the beginning of many keys, so a long one would cost memory with each.
    private const int MaxArchitectureLength = 64;
    private const uint DefaultAlignment = 32;
    private const string ModelType = "model";
    private const string AdapterType = "adapter";

    private readonly Dictionary<string, GgufTensorInfo> _tensorsByName;

    internal GgufFile(
        string path, uint version, long bytes, long headerBytes, GgufMetadata metadata, ImmutableArray<GgufTensorInfo> tensors)
    {
        Path = path;
        Version = version;
        Bytes = bytes;
        Metadata = metadata;
        Tensors = tensors;
        _tensorsByName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Alignment = metadata.FindU32(AlignmentKey) ?? DefaultAlignment;
        DataOffset = GgufLayoutRules.Align(headerBytes, Alignment);
        Type = metadata.FindText("general.type") ?? ModelType;
        Architecture = metadata.FindText(ArchitectureKey) ?? throw metadata.Missing(ArchitectureKey);
        if (Architecture.Length > MaxArchitectureLength)
        {
            throw Invalid($"the key '{ArchitectureKey}' has {Architecture.Length} characters, more than {MaxArchitectureLength}");
        }

        ContextLength = FindCount($"{Architecture}.context_length");
        LayerCount = FindCount($"{Architecture}.block_count");
        ChatTemplate = metadata.FindText("tokenizer.chat_template");
    }

    /// <summary>Gets the path that was read.</summary>
    public string Path { get; }

    /// <summary>Gets the version of the format, 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>Gets the size of the file, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Gets the metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>Gets the tensors in the order of the file.</summary>
    public ImmutableArray<GgufTensorInfo> Tensors { get; }

    /// <summary>Gets the alignment of tensor data, in bytes.</summary>
    public long Alignment { get; }

    /// <summary>Gets where the tensor data starts, in bytes from the start of the file.</summary>
    public long DataOffset { get; }

    /// <summary>Gets what the file is for: "model" or "adapter", seldom something else.</summary>
    public string Type { get; }

    /// <summary>Gets the name of the architecture, for example "llama".</summary>
    public string Architecture { get; }

    /// <summary>Gets a value indicating whether the file is an adapter for a model.</summary>
    public bool IsAdapter => Type == AdapterType;

    /// <summary>Gets the longest sequence that the model was trained for, in tokens; null when the file does not say.</summary>
    public int? ContextLength { get; }

    /// <summary>Gets the number of layers; null when the file does not say.</summary>
    public int? LayerCount { get; }

    /// <summary>Gets the number of tokens of the vocabulary; 0 for a file without one.</summary>
    public int VocabularySize => Metadata.TryGetValue(GgufVocabularyRules.TokensKey, out GgufValue? tokens) ? tokens.Count : 0;

    /// <summary>Gets the Jinja template of chats; null when there is none.</summary>
    public string? ChatTemplate { get; }

    /// <summary>Gets the number of weights.</summary>
    public long Parameters => Tensors.Sum(tensor => tensor.Elements);

    /// <summary>Reads and checks a model or adapter file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file cannot be read, is damaged, or is one that llama.cpp would not survive.</exception>
    public static GgufFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using var reader = new GgufReader(path);
        GgufFile file = new GgufParser(path, reader).Parse();
        GgufLayoutRules.Check(file);
        if (file.IsAdapter)
        {
            GgufAdapterRules.Check(file);
        }
        else
        {
            // Whatever else the file calls itself: llama.cpp loads it as a model all the same.
            GgufModelRules.Check(file);
        }

        return file;
    }

    /// <summary>
    /// Checks that this adapter fits a model: the same architecture, and a matrix of the right shape for each of its pairs.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ModelFileException">It does not fit; the exception names the adapter.</exception>
    public void CheckFits(GgufFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        GgufAdapterRules.CheckFits(this, model);
    }

    /// <summary>Finds a tensor; null when there is none of that name.</summary>
    public GgufTensorInfo? FindTensor(string name) => _tensorsByName.GetValueOrDefault(name);

    internal ModelFileException Invalid(string reason) => new(Path, reason);

    private int? FindCount(string key)
    {
        uint? value = Metadata.FindU32(key);
        return value <= int.MaxValue || value is null ? (int?)value : throw Invalid($"the key '{key}' is {value}");
    }
}
