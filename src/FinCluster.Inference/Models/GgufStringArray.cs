using System.Collections;
using System.Text;

namespace FinCluster.Inference.Models;

/// <summary>An array of strings, kept as the bytes of the file: a vocabulary has 100,000 strings of which few are looked at.</summary>
public sealed class GgufStringArray : IReadOnlyList<string>
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    /// <summary>Takes over the bytes of all strings, one after the other, and where each ends.</summary>
    internal GgufStringArray(byte[] bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <inheritdoc/>
    public int Count => _ends.Length;

    /// <inheritdoc/>
    public string this[int index] => Encoding.UTF8.GetString(Bytes(index));

    /// <summary>Gets the bytes of one string. They need not be valid UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        return _bytes.AsSpan(start, _ends[index] - start);
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
