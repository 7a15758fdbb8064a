using FinCluster.Core.Engine;

namespace FinCluster.Inference.KvCache;

/// <summary>One sequence of the context and the tokens whose keys and values it holds. It belongs to the engine's thread.</summary>
/// <param name="id">The sequence's id in libllama, from 0.</param>
/// <param name="capacity">The most tokens it holds.</param>
/// <param name="prefixes">Counts the prefix blocks of all sequences.</param>
internal sealed class KvSequence(int id, int capacity, PrefixLedger prefixes)
{
    private readonly int[] _tokens = new int[capacity];

    public int Id { get; } = id;

    /// <summary>Gets the number of tokens in the cache; the next token has this position.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the cached tokens, in order.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Length);

    /// <summary>Gets the prefix blocks whose tokens it holds.</summary>
    public HeldPrefix Held { get; } = new(prefixes);

    /// <summary>Gets or sets the namespace in which the tokens may be reused.</summary>
    public string CacheSalt { get; set; } = "";

    /// <summary>Gets or sets a value indicating whether a request owns the sequence.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Gets or sets when a request last left it, as a counter; 0 for never.</summary>
    public long LastUsed { get; set; }

    /// <summary>Notes that a token's keys and values are in the cache now.</summary>
    public void Append(int token) => _tokens[Length++] = token;

    /// <summary>Forgets all but the first <paramref name="length"/> tokens.</summary>
    public void Truncate(int length)
    {
        Length = Math.Min(Length, length);
        Held.Truncate(Length);
    }

    /// <summary>Takes over the first <paramref name="length"/> tokens of another sequence.</summary>
    public void CopyFrom(KvSequence source, int length)
    {
        source.Tokens[..length].CopyTo(_tokens);
        Length = length;
        Held.CopyFrom(source.Held, length);
    }
}
