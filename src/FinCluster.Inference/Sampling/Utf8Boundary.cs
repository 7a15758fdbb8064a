namespace FinCluster.Inference.Sampling;

/// <summary>Finds where UTF-8 text may be cut.</summary>
internal static class Utf8Boundary
{
    /// <summary>The most bytes of one character.</summary>
    public const int MaxCharacterBytes = 4;

    /// <summary>
    /// Counts the bytes at the end that begin a character whose rest is missing. Bytes that can never become a character
    /// do not count: they are shown as U+FFFD wherever the text is cut.
    /// </summary>
    public static int IncompleteTail(ReadOnlySpan<byte> text)
    {
        for (int length = 1; length < MaxCharacterBytes && length <= text.Length; length++)
        {
            byte lead = text[^length];
            if (lead < 0x80)
            {
                return 0;
            }

            if (lead >= 0xC0)
            {
                return IsTruncated(text[^length..]) ? length : 0;
            }
        }

        return 0;
    }

    private static bool IsTruncated(ReadOnlySpan<byte> sequence) =>
        System.Text.Rune.DecodeFromUtf8(sequence, out _, out _) == System.Buffers.OperationStatus.NeedMoreData;
}
