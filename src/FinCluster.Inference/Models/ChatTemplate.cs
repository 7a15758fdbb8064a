using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Models;

/// <summary>Turns a conversation into the text that a model was trained on.</summary>
/// <remarks>
/// libllama recognises the template of the model file among the common ones (ChatML, Llama 2 and 3, Mistral, Gemma and
/// some fifty more) and applies its own version of it; it does not run Jinja. Thread-safe.
/// </remarks>
internal sealed unsafe class ChatTemplate : IChatTemplate
{
    private readonly byte[] _template;

    private ChatTemplate(byte[] template)
    {
        _template = template;
    }

    /// <summary>Wraps a template; null when there is none or libllama does not recognise it.</summary>
    public static ChatTemplate? Create(string? template)
    {
        if (string.IsNullOrEmpty(template))
        {
            return null;
        }

        var candidate = new ChatTemplate(ZeroTerminated(template));
        return candidate.TryApply([new ChatMessage(ChatRole.User, "?")]) is null ? null : candidate;
    }

    /// <inheritdoc/>
    public string Apply(IReadOnlyList<ChatMessage> messages) =>
        TryApply(messages) ?? throw new InvalidOperationException("the chat template was recognised before and is not now");

    private static string RoleName(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.User => "user",
        ChatRole.Assistant => "assistant",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    // A zero inside would end the native string early, so the text behind it would silently be lost.
    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD') + '\0');

    private string? TryApply(IReadOnlyList<ChatMessage> messages)
    {
        var pins = new List<GCHandle>(messages.Count * 2);
        try
        {
            var native = new LlamaChatMessage[messages.Count];
            int bytes = 0;
            for (int i = 0; i < messages.Count; i++)
            {
                byte[] content = ZeroTerminated(messages[i].Content);
                bytes += content.Length;
                native[i] = new LlamaChatMessage { Role = Pin(ZeroTerminated(RoleName(messages[i].Role)), pins), Content = Pin(content, pins) };
            }

            // libllama reports the size it needs; this guess nearly always suffices.
            int guess = (bytes * 2) + (messages.Count * 64) + 256;
            return Format(native, guess);
        }
        finally
        {
            pins.ForEach(pin => pin.Free());
        }
    }

    private string? Format(LlamaChatMessage[] messages, int capacity)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            int length;
            fixed (byte* template = _template)
            fixed (byte* text = buffer)
            fixed (LlamaChatMessage* first = messages)
            {
                length = NativeMethods.llama_chat_apply_template(template, first, (nuint)messages.Length, 1, text, buffer.Length);
            }

            return length < 0 ? null
                : length > buffer.Length ? Format(messages, length)
                : Encoding.UTF8.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static nint Pin(byte[] bytes, List<GCHandle> pins)
    {
        var pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        pins.Add(pin);
        return pin.AddrOfPinnedObject();
    }
}
