using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Unicode;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Routing;

/// <summary>Names the blocks of a prompt: each by the hash of all that comes before it and of itself.</summary>
/// <remarks>
/// <para>
/// Blocks are runs of <see cref="BlockBytes"/> bytes of the prompt as the client wrote it, and not of tokens: a gateway has no
/// tokenizer, and a node that holds the KV of a prompt knows what it was read from. Equal beginnings of two prompts have equal
/// hashes for every block that lies in them whole. An answer goes on with the chain of its prompt, so a conversation's next turn
/// begins with the blocks of the turn before.
/// </para>
/// <para>
/// The hash is a 64-bit multiply-and-fold one. It is not made to withstand an attacker: two prompts whose blocks collide are
/// sent to the same node, and share nothing there.
/// </para>
/// Used by one caller at a time.
/// </remarks>
public sealed class PrefixChain
{
    /// <summary>The bytes of a block: about 16 tokens of Chinese.</summary>
    public const int BlockBytes = 64;

    // 0xF8 to 0xFF occur nowhere in UTF-8, so that no text can look like the begin of a message.
    private const byte ChatRoleBase = 0xF8;
    private const byte TokenMark = 0xFF;
    private const int TokenBytes = 1 + sizeof(int);
    private const ulong Odd0 = 0xa0761d6478bd642f;
    private const ulong Odd1 = 0xe7037ed1a0b428db;

    // Text is turned into UTF-8 in pieces of this size, which stay in the processor's first cache.
    private const int PieceBytes = 2_048;

    private readonly byte[] _pending = new byte[BlockBytes];
    private readonly ImmutableArray<ulong>.Builder _blocks;
    private int _pendingLength;
    private ulong _last;

    private PrefixChain(string model, string cacheSalt, int expectedBlocks)
    {
        _blocks = ImmutableArray.CreateBuilder<ulong>(expectedBlocks);
        Append(model.AsSpan());
        Append([TokenMark]);
        Append(cacheSalt.AsSpan());
        _pending.AsSpan(_pendingLength).Clear();
        _last = Fold(_last ^ (ulong)_pendingLength, _pending);
        _blocks.Clear();
        _pendingLength = 0;
    }

    /// <summary>Gets the number of whole blocks so far.</summary>
    public int Count => _blocks.Count;

    /// <summary>Gets the size of the prompt so far, as it is named here: bytes of UTF-8, and a few for each message or token id.</summary>
    public long Bytes => ((long)_blocks.Count * BlockBytes) + _pendingLength;

    /// <summary>Begins the chain of a prompt.</summary>
    /// <param name="model">The model's name: KV is never shared between models.</param>
    /// <param name="cacheSalt">The namespace of reuse; see <see cref="GenerationRequest.CacheSalt"/>.</param>
    /// <param name="prompt">The prompt.</param>
    public static PrefixChain Of(string model, string cacheSalt, Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cacheSalt);
        var chain = new PrefixChain(model, cacheSalt, ExpectedBlocks(prompt));
        switch (prompt)
        {
            case ChatPrompt chat:
                foreach (ChatMessage message in chat.Messages)
                {
                    chain.BeginMessage(message.Role);
                    chain.Append(message.Content);
                }

                break;
            case TextPrompt text:
                chain.Append(text.Text);
                break;
            case TokenPrompt tokens:
                chain.Append(tokens.Tokens);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(prompt), prompt, "there is no chain for this kind of prompt");
        }

        return chain;
    }

    /// <summary>Goes on with a message, whose text follows by <see cref="Append(ReadOnlySpan{char})"/>.</summary>
    public void BeginMessage(ChatRole role) => Append([(byte)(ChatRoleBase + (int)role)]);

    /// <summary>Goes on with text. A character is never divided between two calls.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        Span<byte> piece = stackalloc byte[PieceBytes];
        while (!text.IsEmpty)
        {
            // What is no UTF-16 is replaced, so that some of the text is read each time.
            Utf8.FromUtf16(text, piece, out int read, out int written, replaceInvalidSequences: true, isFinalBlock: true);
            Append(piece[..written]);
            text = text[read..];
        }
    }

    /// <summary>Gets the whole blocks so far, from the first one on.</summary>
    public ImmutableArray<ulong> ToBlocks() => _blocks.ToImmutable();

    private void Append(IReadOnlyList<TokenId> tokens)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        bytes[0] = TokenMark;
        foreach (TokenId token in tokens)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], token.Value);
            Append(bytes);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_pendingLength > 0)
        {
            int count = Math.Min(bytes.Length, BlockBytes - _pendingLength);
            bytes[..count].CopyTo(_pending.AsSpan(_pendingLength));
            bytes = bytes[count..];
            _pendingLength += count;
            if (_pendingLength < BlockBytes)
            {
                return;
            }

            Close(_pending);
            _pendingLength = 0;
        }

        for (; bytes.Length >= BlockBytes; bytes = bytes[BlockBytes..])
        {
            Close(bytes);
        }

        bytes.CopyTo(_pending);
        _pendingLength = bytes.Length;
    }

    private void Close(ReadOnlySpan<byte> block)
    {
        _last = Fold(_last, block);
        _blocks.Add(_last);
    }

    // Exact for ASCII and token ids; Chinese has three bytes a character, for which the list grows once or twice.
    private static int ExpectedBlocks(Prompt prompt)
    {
        long bytes = prompt switch
        {
            ChatPrompt chat => chat.Messages.Sum(message => message.Content.Length + 1L),
            TextPrompt text => text.Text.Length,
            TokenPrompt tokens => tokens.Tokens.Count * (long)TokenBytes,
            _ => 0,
        };
        return (int)(bytes / BlockBytes) + 1;
    }

    private static ulong Fold(ulong seed, ReadOnlySpan<byte> block)
    {
        ulong hash = seed ^ Odd0;
        for (int i = 0; i < BlockBytes; i += 2 * sizeof(ulong))
        {
            ulong left = BinaryPrimitives.ReadUInt64LittleEndian(block[i..]) ^ Odd1;
            ulong right = BinaryPrimitives.ReadUInt64LittleEndian(block[(i + sizeof(ulong))..]) ^ hash;
            ulong high = Math.BigMul(left, right, out ulong low);
            hash = high ^ low ^ ulong.RotateLeft(hash, 29);
        }

        return hash;
    }
}
