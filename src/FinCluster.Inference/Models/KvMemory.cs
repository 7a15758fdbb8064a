using System.Globalization;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Models;

/// <summary>Refuses KV caches that the machine cannot hold together: the kernel would end the process while they are filled. Thread-safe.</summary>
internal sealed class KvMemory
{
    // One 16-bit number each for keys and values.
    private const long BytesPerElement = 2 * 2;

    private readonly Lock _gate = new();
    private long _taken;

    /// <summary>Takes the room of a KV cache until the result is disposed.</summary>
    /// <remarks>With a GPU the cache lies in its memory, and libllama reports by itself when that is too small.</remarks>
    /// <exception cref="EngineStartException">There is not so much memory beside what the other caches have.</exception>
    public IDisposable Take(GgufFile file, int sequences, int sequenceTokens) =>
        Take(BytesPerToken(file) * sequences * sequenceTokens, sequences, sequenceTokens, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Takes room in a memory of some size.</summary>
    internal IDisposable Take(long needed, int sequences, int sequenceTokens, long available)
    {
        lock (_gate)
        {
            if (!LlamaLibrary.HasGpu() && needed > available - _taken)
            {
                string others = _taken > 0 ? $", of which {Gibibytes(_taken)} GiB are other replicas'" : "";
                throw new EngineStartException(
                    $"the KV cache of {sequences} sequences of {sequenceTokens} tokens needs {Gibibytes(needed)} GiB, but the machine has "
                    + $"{Gibibytes(available)} GiB{others}; choose a smaller --context or --parallel")
                {
                    IsLackOfRoom = true,
                };
            }

            _taken += needed;
            return new Share(this, needed);
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

    private static string Gibibytes(long bytes) => (bytes / (double)(1L << 30)).ToString("F1", CultureInfo.InvariantCulture);

    private sealed class Share(KvMemory memory, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose()
        {
            lock (memory._gate)
            {
                memory._taken -= _bytes;
                _bytes = 0;
            }
        }
    }
}
