using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
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
    private const ulong Odd0 = 0xa0761d6478bd642f;
    private const ulong Odd1 = 0xe7037ed1a0b428db;

    private readonly byte[] _pending = new byte[BlockBytes];
    private readonly ImmutableArray<ulong>.Builder _blocks = ImmutableArray.CreateBuilder<ulong>();
    private int _pendingLength;
    private ulong _last;

    private PrefixChain(string model, string cacheSalt)
    {
        Append(Encoding.UTF8.GetBytes(model));
        Append([TokenMark]);
        Append(Encoding.UTF8.GetBytes(cacheSalt));
        _pending.AsSpan(_pendingLength).Clear();
        _last = Fold(_last ^ (ulong)_pendingLength, _pending);
        _blocks.Clear();
        _pendingLength = 0;
    }

    /// <summary>Gets the number of whole blocks so far.</summary>
    public int Count => _blocks.Count;

    /// <summary>Begins the chain of a prompt.</summary>
    /// <param name="model">The model's name: KV is never shared between models.</param>
    /// <param name="cacheSalt">The namespace of reuse; see <see cref="GenerationRequest.CacheSalt"/>.</param>
    /// <param name="prompt">The prompt.</param>
    public static PrefixChain Of(string model, string cacheSalt, Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cacheSalt);
        var chain = new PrefixChain(model, cacheSalt);
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

    /// <summary>Goes on with text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            Append(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Gets the whole blocks so far, from the first one on.</summary>
    public ImmutableArray<ulong> ToBlocks() => _blocks.ToImmutable();

    private void Append(IReadOnlyList<TokenId> tokens)
    {
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = TokenMark;
        foreach (TokenId token in tokens)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], token.Value);
            Append(bytes);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, BlockBytes - _pendingLength);
            bytes[..count].CopyTo(_pending.AsSpan(_pendingLength));
            bytes = bytes[count..];
            _pendingLength += count;
            if (_pendingLength == BlockBytes)
            {
                _last = Fold(_last, _pending);
                _blocks.Add(_last);
                _pendingLength = 0;
            }
        }
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
