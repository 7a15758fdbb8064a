namespace FinCluster.Inference.Models;

/// <summary>Reads numbers that are given once for all layers, or as an array with one for each.</summary>
internal static class GgufPerLayer
{
    /// <summary>Gives the number that holds for every layer; null when the key is not there.</summary>
    /// <exception cref="ModelFileException">The layers differ, the array has the wrong length, or it is no number.</exception>
    public static uint? Uniform(GgufFile file, string key)
    {
        ReadOnlySpan<uint> values = Read(file, key);
        if (values.Length > 1 && values.ContainsAnyExcept(values[0]))
        {
            throw file.Invalid($"the key '{key}' differs between layers");
        }

        return values.IsEmpty ? null : values[0];
    }

    /// <summary>Gives the largest of the numbers; null when the key is not there.</summary>
    /// <exception cref="ModelFileException">The array has the wrong length, or it is no number.</exception>
    public static uint? Max(GgufFile file, string key)
    {
        uint? max = null;
        foreach (uint value in Read(file, key))
        {
            max = Math.Max(value, max ?? 0);
        }

        return max;
    }

    private static ReadOnlySpan<uint> Read(GgufFile file, string key)
    {
        if (!file.Metadata.TryGetValue(key, out GgufValue? value))
        {
            return [];
        }

        if (value.TryGet(out uint single))
        {
            return new[] { single };
        }

        // llama.cpp reads signed elements as unsigned ones.
        ReadOnlySpan<uint> values = value.ElementType == GgufValueType.I32
            ? System.Runtime.InteropServices.MemoryMarshal.Cast<int, uint>(value.Elements<int>())
            : value.Elements<uint>();
        if (values.IsEmpty || values.Length != file.LayerCount)
        {
            throw file.Metadata.Mistyped(key, $"{GgufValueType.U32} or an array with one for each of {file.LayerCount} layers");
        }

        return values;
    }
}
