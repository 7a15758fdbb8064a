using System.Diagnostics.CodeAnalysis;

namespace FinCluster.Inference.Models;

/// <summary>The metadata of a file by key. Immutable.</summary>
/// <remarks>The typed look-ups treat a value of another type as a damaged file, because llama.cpp refuses it or ends the process.</remarks>
public sealed class GgufMetadata
{
    private readonly string _path;
    private readonly Dictionary<string, GgufValue> _values;

    /// <summary>Takes over the values.</summary>
    internal GgufMetadata(string path, Dictionary<string, GgufValue> values)
    {
        _path = path;
        _values = values;
    }

    /// <summary>Gets the keys, in no particular order.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>Finds a text; null when the key is not there.</summary>
    /// <exception cref="ModelFileException">The value is no text.</exception>
    public string? FindText(string key) => Find(key, GgufValueType.Text)?.TryGet(out string? value) == true ? value : null;

    /// <summary>Finds an unsigned 32-bit number; null when the key is not there.</summary>
    /// <exception cref="ModelFileException">The value is of another type.</exception>
    public uint? FindU32(string key) => FindNumber<uint>(key, GgufValueType.U32);

    /// <summary>Finds a 32-bit float; null when the key is not there.</summary>
    /// <exception cref="ModelFileException">The value is of another type.</exception>
    public float? FindF32(string key) => FindNumber<float>(key, GgufValueType.F32);

    /// <summary>Finds a truth value; null when the key is not there.</summary>
    /// <exception cref="ModelFileException">The value is of another type.</exception>
    public bool? FindBool(string key) => FindNumber<bool>(key, GgufValueType.Bool);

    /// <summary>Finds an unsigned 32-bit number that must be there.</summary>
    /// <exception cref="ModelFileException">The key is missing, or the value is of another type.</exception>
    public uint RequireU32(string key) => FindU32(key) ?? throw Missing(key);

    /// <summary>Finds a value of any type.</summary>
    public bool TryGetValue(string key, [NotNullWhen(true)] out GgufValue? value) => _values.TryGetValue(key, out value);

    internal ModelFileException Missing(string key) => new(_path, $"the key '{key}' is missing");

    internal ModelFileException Mistyped(string key, string expected) =>
        new(_path, $"the key '{key}' is of type {_values[key]} instead of {expected}");

    private T? FindNumber<T>(string key, GgufValueType type)
        where T : struct => Find(key, type)?.TryGet(out T value) == true ? value : null;

    private GgufValue? Find(string key, GgufValueType type)
    {
        if (!_values.TryGetValue(key, out GgufValue? value))
        {
            return null;
        }

        return value.Type == type ? value : throw Mistyped(key, $"{type}");
    }
}
