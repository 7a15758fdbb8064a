using FinCluster.Core.Engine;

namespace FinCluster.Inference.KvCache;

/// <summary>The prefix blocks that one sequence holds, and how many of its tokens each needs. It belongs to the engine's thread.</summary>
/// <param name="ledger">Counts the blocks of all sequences.</param>
internal sealed class HeldPrefix(PrefixLedger ledger)
{
    private ulong[] _blocks = [];
    private int[] _tokenEnds = [];
    private int _count;

    /// <summary>Gets the blocks, from the first one on.</summary>
    public ReadOnlySpan<ulong> Blocks => _blocks.AsSpan(0, _count);

    /// <summary>Adds the next block of the chain.</summary>
    /// <param name="block">The block.</param>
    /// <param name="tokenEnd">How many tokens hold it and all before it; no fewer than the block before needs.</param>
    public void Add(ulong block, int tokenEnd)
    {
        if (_count == _blocks.Length)
        {
            int capacity = Math.Max(16, _count * 2);
            Array.Resize(ref _blocks, capacity);
            Array.Resize(ref _tokenEnds, capacity);
        }

        _blocks[_count] = block;
        _tokenEnds[_count++] = tokenEnd;
        ledger.Add(block);
    }

    /// <summary>Gives up the blocks that need more than the first <paramref name="tokens"/> tokens.</summary>
    public void Truncate(int tokens)
    {
        while (_count > 0 && _tokenEnds[_count - 1] > tokens)
        {
            ledger.Remove(_blocks[--_count]);
        }
    }

    /// <summary>Holds what another sequence holds in its first <paramref name="tokens"/> tokens, and nothing else.</summary>
    public void CopyFrom(HeldPrefix source, int tokens)
    {
        KeepFirst(0);
        for (int i = 0; i < source._count && source._tokenEnds[i] <= tokens; i++)
        {
            Add(source._blocks[i], source._tokenEnds[i]);
        }
    }

    /// <summary>Holds the blocks of a prompt as far as its first <paramref name="tokens"/> tokens go, and nothing else.</summary>
    public void Set(PromptPrefix prompt, int tokens)
    {
        ReadOnlySpan<ulong> blocks = prompt.Blocks;
        KeepFirst(Blocks.CommonPrefixLength(blocks));
        prompt.TokenEnds[.._count].CopyTo(_tokenEnds);
        Truncate(tokens);
        for (int i = _count; i < blocks.Length && prompt.TokenEnds[i] <= tokens; i++)
        {
            Add(blocks[i], prompt.TokenEnds[i]);
        }
    }

    private void KeepFirst(int count)
    {
        while (_count > count)
        {
            ledger.Remove(_blocks[--_count]);
        }
    }
}
