using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace FinCluster.Inference.Models;

/// <summary>One token, as its model defines it.</summary>
/// <param name="Bytes">What it adds to a text; empty for a control token.</param>
/// <param name="EndsGeneration">Whether the model ends its answer with it.</param>
/// <param name="ControlText">How a control token is spelled; null for any other.</param>
internal readonly record struct VocabularyEntry(byte[] Bytes, bool EndsGeneration, byte[]? ControlText);

/// <summary>The tokens of one model: their bytes, their kinds, and text to tokens.</summary>
/// <remarks>Immutable after construction and safe for any thread.</remarks>
internal abstract class Vocabulary
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly bool[] _endsGeneration;
    private readonly FrozenDictionary<int, byte[]> _controlSpellings;
    private readonly SearchValues<string> _controlTexts;

    /// <param name="entries">The tokens, by id.</param>
    protected Vocabulary(IReadOnlyList<VocabularyEntry> entries)
    {
        Count = entries.Count;
        _starts = new int[Count + 1];
        for (int token = 0; token < Count; token++)
        {
            _starts[token + 1] = _starts[token] + entries[token].Bytes.Length;
        }

        _bytes = [.. entries.SelectMany(entry => entry.Bytes)];
        _endsGeneration = [.. entries.Select(entry => entry.EndsGeneration)];
        EndTokens = [.. Enumerable.Range(0, Count).Where(EndsGeneration)];
        MaxPieceBytes = entries.Select(entry => entry.Bytes.Length).DefaultIfEmpty().Max();
        _controlSpellings = Enumerable.Range(0, Count)
            .Where(token => entries[token].ControlText is not null)
            .ToFrozenDictionary(token => token, token => entries[token].ControlText!);

        // One character alone is no spelling that a text must be kept from having.
        _controlTexts = SearchValues.Create(
            [.. _controlSpellings.Values.Select(Encoding.UTF8.GetString).Where(text => text.Length >= 2)], StringComparison.Ordinal);
    }

    /// <summary>Gets the number of tokens.</summary>
    public int Count { get; }

    /// <summary>Gets the tokens with which the model ends its answer.</summary>
    public ImmutableArray<int> EndTokens { get; }

    /// <summary>Gets the length of the longest token, in bytes.</summary>
    public int MaxPieceBytes { get; }

    /// <summary>Gets the bytes that a token adds to a text: none for a control token, a part of a character for some.</summary>
    public ReadOnlySpan<byte> Bytes(int token) => _bytes.AsSpan(_starts[token].._starts[token + 1]);

    /// <summary>Gets how a token is written in a text that is read with its control tokens.</summary>
    public ReadOnlySpan<byte> Spelling(int token) => _controlSpellings.TryGetValue(token, out byte[]? control) ? control : Bytes(token);

    /// <summary>Whether the model ends its answer with this token.</summary>
    public bool EndsGeneration(int token) => _endsGeneration[token];

    /// <summary>Whether an id is one of this vocabulary.</summary>
    public bool Contains(int token) => (uint)token < (uint)Count;

    /// <summary>
    /// Makes sure that no part of a text is read as a control token: a zero-width space goes into every place that spells
    /// one. The text of a user must not end the user's turn.
    /// </summary>
    public string NeutralizeControlTexts(string text)
    {
        int found = text.AsSpan().IndexOfAny(_controlTexts);
        if (found < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 8);
        int start = 0;
        for (; found >= 0; found = text.AsSpan(start).IndexOfAny(_controlTexts))
        {
            result.Append(text, start, found + 1).Append('\u200B');
            start += found + 1;
        }

        return result.Append(text, start, text.Length - start).ToString();
    }

    /// <summary>Turns text into tokens.</summary>
    /// <param name="text">The text; a lone surrogate becomes U+FFFD.</param>
    /// <param name="addStart">Whether the model's start token goes first, if it has one.</param>
    /// <param name="parseControl">Whether control tokens written in the text are read as such.</param>
    public abstract int[] Tokenize(string text, bool addStart, bool parseControl);
}
