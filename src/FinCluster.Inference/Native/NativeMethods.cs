using System.Runtime.CompilerServices;

// Structs cross the border as they lie in memory, so C's bool is a byte here.
[assembly: DisableRuntimeMarshalling]

namespace FinCluster.Inference.Native;

/// <summary>
/// The functions of libllama and ggml that the engine calls, under llama.cpp's own names. Nothing here checks an argument:
/// libllama ends the process on a bad size or id, so the callers in this assembly check first.
/// </summary>
internal static partial class NativeMethods
{
    /// <summary>Library names; <see cref="LlamaLibrary"/> resolves them to files.</summary>
    internal const string Llama = "llama";
    internal const string Ggml = "ggml";
    internal const string GgmlBase = "ggml-base";
}
