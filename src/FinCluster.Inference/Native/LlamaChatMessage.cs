using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Mirror of <c>llama_chat_message</c>: two zero-terminated UTF-8 strings.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaChatMessage
{
    public nint Role;
    public nint Content;
}
