using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using FinCluster.Core.Engine;

namespace FinCluster.Wire;

/// <summary>Keeps the tokens that were read last, by id and text, so that the same ones are not made again and again.</summary>
/// <remarks>
/// Each id and text has one place; a token that shares it with another takes it over. Events are immutable and references are written at
/// once, so threads need no lock: the worst that can happen is that two of them make the same token.
/// </remarks>
internal sealed class TokenEventCache
{
    // The most common tokens of a large vocabulary are far fewer than this; the table is 256 KiB, what it refers to about 2 MiB.
    private const int Places = 1 << 15;

    private const int MaxTextBytes = 64;

    private readonly GeneratedToken?[] _places = new GeneratedToken?[Places];

    /// <summary>Gets a token without probabilities.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="text">Its text in UTF-8.</param>
    /// <param name="token">The token.</param>
    /// <returns>False when the text is too long to keep, or no UTF-8.</returns>
    public bool TryGet(int id, ReadOnlySpan<byte> text, [NotNullWhen(true)] out GeneratedToken? token)
    {
        token = null;
        Span<char> characters = stackalloc char[MaxTextBytes];
        if (text.Length > MaxTextBytes
            || Utf8.ToUtf16(text, characters, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        ref GeneratedToken? place = ref _places[PlaceOf(id, text)];
        GeneratedToken? held = place;
        if (held is null || held.Token.Value != id || !characters[..length].SequenceEqual(held.Text))
        {
            place = held = new GeneratedToken(new TokenId(id), new string(characters[..length]), LogProbs: null);
        }

        token = held;
        return true;
    }

    private static int PlaceOf(int id, ReadOnlySpan<byte> text)
    {
        uint hash = (uint)id * 2654435769u;
        foreach (byte value in text)
        {
            hash = (hash ^ value) * 16777619u;
        }

        return (int)((hash ^ (hash >> 15)) & (Places - 1));
    }
}
