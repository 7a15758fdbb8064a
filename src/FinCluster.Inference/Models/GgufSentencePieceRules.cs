namespace FinCluster.Inference.Models;

/// <summary>Checks the bytes of a SentencePiece vocabulary, by which text is written that no piece covers.</summary>
internal static class GgufSentencePieceRules
{
    private const int ByteType = 6;
    private const int ByteTokenLength = 6; // <0x0A>

    /// <summary>Checks a vocabulary.</summary>
    public static void Check(GgufFile file, GgufStringArray tokens, GgufTokenIndex index)
    {
        CheckByteTokens(file, tokens);
        Span<byte> name = stackalloc byte[ByteTokenLength];
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            // llama.cpp takes the token <0xNN>, else the byte itself, and throws through its C interface when neither is there.
            Format((byte)value, name);
            if (index.Find(name) is null && (value == 0 || index.Find([(byte)value]) is null))
            {
                throw file.Invalid($"its vocabulary has no token for the byte 0x{value:X2}");
            }
        }
    }

    private static void CheckByteTokens(GgufFile file, GgufStringArray tokens)
    {
        ReadOnlySpan<int> types = GgufVocabularyRules.Types(file);
        for (int id = 0; id < types.Length; id++)
        {
            if (types[id] == ByteType && !IsByteToken(tokens.Bytes(id)))
            {
                string text = GgufText.Quote(tokens.Bytes(id));
                throw file.Invalid($"token {id} is a byte token, but its text is '{text}' instead of <0x00> to <0xFF>");
            }
        }
    }

    private static bool IsByteToken(ReadOnlySpan<byte> text) =>
        text.Length == ByteTokenLength && text.StartsWith("<0x"u8) && text[^1] == '>'
        && char.IsAsciiHexDigit((char)text[3]) && char.IsAsciiHexDigit((char)text[4]);

    private static void Format(byte value, Span<byte> name)
    {
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        "<0x00>"u8.CopyTo(name);
        name[3] = digits[value >> 4];
        name[4] = digits[value & 15];
    }
}
