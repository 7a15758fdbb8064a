using System.Buffers;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using Google.Protobuf;

namespace FinCluster.Wire;

/// <summary>Reads the events of a generation from their bytes. Thread-safe.</summary>
/// <remarks>
/// Nearly all of them are tokens with a short text and nothing else, of which a model has a limited number. Those are recognised by
/// their bytes and handed out again, so that relaying a token allocates nothing; whatever looks different is parsed as any message.
/// </remarks>
public sealed class GenerateEventDecoder
{
    // Tags of node.proto: the field's number shifted by three, and how its value is written (0 for a varint, 2 for bytes).
    private const byte TokenTag = (2 << 3) | 2;
    private const byte IdTag = 1 << 3;
    private const byte TextTag = (2 << 3) | 2;

    private const int MaxShortMessage = 127;

    private readonly TokenEventCache _tokens = new();

    /// <summary>Reads one event; null for one of a kind that a newer node may know.</summary>
    /// <param name="message">The bytes of a <see cref="GenerateEvent"/>.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are none.</exception>
    public GenerationEvent? Decode(in ReadOnlySequence<byte> message)
    {
        if (message.Length > MaxShortMessage)
        {
            return Parse(message);
        }

        Span<byte> copy = stackalloc byte[MaxShortMessage];
        scoped ReadOnlySpan<byte> bytes = message.FirstSpan;
        if (!message.IsSingleSegment)
        {
            message.CopyTo(copy);
            bytes = copy[..(int)message.Length];
        }

        return TryReadToken(bytes, out int id, out ReadOnlySpan<byte> text) && _tokens.TryGet(id, text, out GeneratedToken? token)
            ? token
            : Parse(message);
    }

    private static GenerationEvent? Parse(in ReadOnlySequence<byte> message) => NodeWire.ToCore(GenerateEvent.Parser.ParseFrom(message));

    /// <summary>Reads a message that is a token with an id and perhaps a text, in this order. Lengths below 128 take one byte.</summary>
    private static bool TryReadToken(ReadOnlySpan<byte> message, out int id, out ReadOnlySpan<byte> text)
    {
        id = 0;
        text = default;
        if (message.Length < 2 || message[0] != TokenTag || message[1] != message.Length - 2)
        {
            return false;
        }

        ReadOnlySpan<byte> token = message[2..];
        if (token.Length > 0 && token[0] == IdTag && !TryReadId(ref token, out id))
        {
            return false;
        }

        if (token.IsEmpty)
        {
            return true;
        }

        if (token.Length < 2 || token[0] != TextTag || token[1] != token.Length - 2)
        {
            return false;
        }

        text = token[2..];
        return true;
    }

    // Varints: seven bits in each byte, the lowest first; the high bit says that more follow.
    private static bool TryReadId(ref ReadOnlySpan<byte> token, out int id)
    {
        const int MaxIdBytes = 4;
        id = 0;
        for (int i = 0; i < MaxIdBytes && i + 1 < token.Length; i++)
        {
            byte value = token[i + 1];
            id |= (value & 0x7f) << (7 * i);
            if (value < 0x80)
            {
                token = token[(i + 2)..];
                return true;
            }
        }

        return false;
    }
}
