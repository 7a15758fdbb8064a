using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.KvCache;

/// <summary>The prefix blocks of one prompt, and how many of its tokens each needs.</summary>
/// <remarks>Its request's thread makes it; from then on it belongs to the engine's thread.</remarks>
internal sealed class PromptPrefix
{
    private readonly PrefixChain _chain;
    private readonly ulong[] _blocks;
    private readonly int[] _tokenEnds;
    private readonly int _promptTokens;
    private readonly int _chainBytes;
    private readonly bool _hasText;

    /// <param name="chain">The chain of the prompt.</param>
    /// <param name="tokenEnds">How many tokens each block needs, never falling.</param>
    /// <param name="promptTokens">The tokens of the prompt.</param>
    /// <param name="chainBytes">The bytes in the chain, those behind its last whole block included.</param>
    /// <param name="answer">Who says the answer; null when the answer is the same text's rest, or none at all.</param>
    /// <param name="hasText">Whether the chain goes on with the text of the answer: that of a prompt of token ids does not.</param>
    public PromptPrefix(PrefixChain chain, int[] tokenEnds, int promptTokens, int chainBytes, ChatRole? answer, bool hasText)
    {
        _chain = chain;
        _blocks = [.. chain.ToBlocks()];
        _tokenEnds = tokenEnds;
        _promptTokens = promptTokens;
        _chainBytes = chainBytes;
        _hasText = hasText;
        if (answer is { } role)
        {
            chain.BeginMessage(role);
            _chainBytes++;
        }
    }

    /// <summary>Gets the blocks, from the first one on.</summary>
    public ReadOnlySpan<ulong> Blocks => _blocks;

    /// <summary>Gets how many tokens of the prompt hold each block and all before it.</summary>
    public ReadOnlySpan<int> TokenEnds => _tokenEnds;

    /// <summary>Lets a sequence hold the blocks that the answer completes. To be called once.</summary>
    /// <param name="sequence">The sequence; it holds the whole prompt, and behind it the tokens of the answer.</param>
    /// <param name="finalBytes">How many bytes of the answer its reader was given as text.</param>
    /// <param name="vocabulary">Spells the tokens.</param>
    public void AppendAnswer(KvSequence sequence, int finalBytes, Vocabulary vocabulary)
    {
        ReadOnlySpan<int> tokens = sequence.Tokens[_promptTokens..];
        if (!_hasText || tokens.IsEmpty)
        {
            return;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(tokens.Length * vocabulary.MaxPieceBytes);
        int length = Spell(tokens, vocabulary, bytes);
        AppendText(bytes.AsSpan(0, Math.Min(length, finalBytes)));
        ArrayPool<byte>.Shared.Return(bytes);
        HoldAnswer(sequence, vocabulary);
    }

    private static int Spell(ReadOnlySpan<int> tokens, Vocabulary vocabulary, Span<byte> bytes)
    {
        int length = 0;
        foreach (int token in tokens)
        {
            ReadOnlySpan<byte> piece = vocabulary.Bytes(token);
            if (piece.IsEmpty)
            {
                // A control token, such as an end that was passed over: what is behind it follows on something else in the text.
                break;
            }

            piece.CopyTo(bytes[length..]);
            length += piece.Length;
        }

        return length;
    }

    // Behind bytes that are no text, what the client has is not what the tokens spell.
    private void AppendText(ReadOnlySpan<byte> utf8)
    {
        char[] text = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(utf8.Length));
        Utf8.ToUtf16(utf8, text, out _, out int length, replaceInvalidSequences: false, isFinalBlock: true);
        _chain.Append(text.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(text);
    }

    private void HoldAnswer(KvSequence sequence, Vocabulary vocabulary)
    {
        int block = _blocks.Length;
        if (block == _chain.Count)
        {
            return;
        }

        ReadOnlySpan<int> tokens = sequence.Tokens;
        int token = _promptTokens;
        int end = _chainBytes;
        foreach (ulong name in _chain.ToBlocks().AsSpan()[block..])
        {
            block++;
            while (end < block * PrefixChain.BlockBytes)
            {
                end += vocabulary.Bytes(tokens[token++]).Length;
            }

            sequence.Held.Add(name, token);
        }
    }
}
