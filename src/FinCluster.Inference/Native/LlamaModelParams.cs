using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Mirror of <c>llama_model_params</c>; the order of fields is libllama's and is pinned by a test.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaModelParams
{
    public nint Devices;
    public nint TensorBufferTypeOverrides;
    public int GpuLayers;
    public int SplitMode;
    public LlamaLoadMode LoadMode;
    public int LazyMode;
    public int MainGpu;
    public nint TensorSplit;
    public nint ProgressCallback;
    public nint ProgressCallbackUserData;
    public nint KeyValueOverrides;
    public byte VocabularyOnly;
    public byte CheckTensors;
    public byte UseExtraBufferTypes;
    public byte NoHost;
    public byte NoAlloc;
    public byte LoadMtp;
}

/// <summary><c>llama_load_mode</c>: how tensor data comes into memory.</summary>
internal enum LlamaLoadMode
{
    Auto = -1,
    None = 0,
    MemoryMap = 1,
}
