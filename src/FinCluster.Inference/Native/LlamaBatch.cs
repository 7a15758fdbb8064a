using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Mirror of <c>llama_batch</c>; the order of fields is libllama's and is pinned by a test.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceIdCounts;
    public int** SequenceIds;
    public sbyte* Outputs;
}
