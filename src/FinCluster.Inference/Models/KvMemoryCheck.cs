using FinCluster.Inference.Native;

namespace FinCluster.Inference.Models;

/// <summary>Refuses a KV cache that the machine cannot hold: the kernel would end the process while it is filled.</summary>
internal static class KvMemoryCheck
{
    // One 16-bit number each for keys and values.
    private const long BytesPerElement = 2 * 2;

    /// <summary>Throws <see cref="EngineStartException"/> when the KV cache is larger than the machine's memory.</summary>
    /// <remarks>With a GPU the cache lies in its memory, and libllama reports by itself when that is too small.</remarks>
    public static void Check(GgufFile file, int sequences, int sequenceTokens)
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!LlamaLibrary.HasGpu() && BytesPerToken(file) * sequences * sequenceTokens is long needed && needed > available)
        {
            throw new EngineStartException(
                $"the KV cache of {sequences} sequences of {sequenceTokens} tokens needs {Gibibytes(needed)} GiB, but the machine has "
                + $"{Gibibytes(available)} GiB; choose a smaller --context or --parallel");
        }
    }

    /// <summary>Computes the size of one token's keys and values; 0 when the file's metadata does not tell.</summary>
    public static long BytesPerToken(GgufFile file)
    {
        long? Number(string name) => file.Metadata.FindU32($"{file.Architecture}.{name}");
        if (file.LayerCount is not { } layers || Number("attention.head_count") is not { } heads || Number("embedding_length") is not { } width)
        {
            return 0;
        }

        long headLength = Number("attention.key_length") ?? width / heads;
        return layers * (Number("attention.head_count_kv") ?? heads) * headLength * BytesPerElement;
    }

    private static string Gibibytes(long bytes) => (bytes / (double)(1L << 30)).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
}
