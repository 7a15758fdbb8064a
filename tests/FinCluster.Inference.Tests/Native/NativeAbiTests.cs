using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Tests.Native;

/// <summary>Compares the managed mirrors with what a C compiler says of the shipped headers; abi.c prints it.</summary>
public sealed class NativeAbiTests
{
    private static readonly JsonElement Abi = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Native", "abi.json"))).RootElement;

    [Fact]
    public void ModelParams_Layout_IsLibllamas() => AssertLayout<LlamaModelParams>("llama_model_params");

    [Fact]
    public void ContextParams_Layout_IsLibllamas() => AssertLayout<LlamaContextParams>("llama_context_params");

    [Fact]
    public void Batch_Layout_IsLibllamas() => AssertLayout<LlamaBatch>("llama_batch");

    [Fact]
    public void ChatMessage_Layout_IsLibllamas() => AssertLayout<LlamaChatMessage>("llama_chat_message");

    [Fact]
    public void ThreadPoolParams_Layout_IsGgmls() => AssertLayout<GgmlThreadPoolParams>("ggml_threadpool_params");

    /// <summary>Both list their fields in the order of declaration, so the n-th of one is the n-th of the other.</summary>
    private static void AssertLayout<T>(string name)
        where T : unmanaged
    {
        JsonElement native = Abi.GetProperty(name);
        int[] expected = [.. native.GetProperty("fields").EnumerateObject().Select(field => field.Value.GetInt32())];
        int[] actual = [.. typeof(T).GetFields().Select(field => (int)Marshal.OffsetOf<T>(field.Name))];

        Assert.Equal(native.GetProperty("size").GetInt32(), Unsafe.SizeOf<T>());
        Assert.Equal(expected, actual);
    }
}
