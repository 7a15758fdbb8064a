using System.Globalization;
using System.Text;

namespace FinCluster.Inference.Models;

/// <summary>Finds tokens by their bytes, and refuses a vocabulary in which two are the same.</summary>
/// <remarks>
/// It compares what llama.cpp compares: a token ends at its first zero byte, and an empty one is called "[EMPTY_n]". Two equal tokens end
/// the process there.
/// </remarks>
internal sealed class GgufTokenIndex
{
    private readonly GgufStringArray _tokens;

    // Buckets of ids by hash: 12 bytes a token and no text is decoded.
    private readonly int[] _heads;
    private readonly int[] _next;

    public GgufTokenIndex(GgufFile file, GgufStringArray tokens)
    {
        _tokens = tokens;
        _heads = new int[tokens.Count * 2];
        _next = new int[tokens.Count];
        Array.Fill(_heads, -1);
        for (int id = 0; id < tokens.Count; id++)
        {
            ReadOnlySpan<byte> text = Effective(id);
            if (Find(text) is { } other)
            {
                throw file.Invalid($"duplicate token string: tokens {other} and {id} are both '{GgufText.Quote(text)}'");
            }

            int bucket = Bucket(text);
            _next[id] = _heads[bucket];
            _heads[bucket] = id;
        }
    }

    /// <summary>Finds the id of a token; null when there is none.</summary>
    public int? Find(ReadOnlySpan<byte> text)
    {
        for (int id = _heads[Bucket(text)]; id >= 0; id = _next[id])
        {
            if (Effective(id).SequenceEqual(text))
            {
                return id;
            }
        }

        return null;
    }

    private ReadOnlySpan<byte> Effective(int id)
    {
        ReadOnlySpan<byte> text = _tokens.Bytes(id);
        int end = text.IndexOf((byte)0);
        text = end < 0 ? text : text[..end];
        return text.IsEmpty ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[EMPTY_{id}]")) : text;
    }

    // A hash with a random seed, so that no file can be made to fill one bucket.
    private int Bucket(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        return (int)((uint)hash.ToHashCode() % (uint)_heads.Length);
    }
}
