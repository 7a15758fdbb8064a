using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Models;

/// <summary>The tokens of one model: their bytes, their kinds, and text to tokens.</summary>
/// <remarks>Immutable after construction and safe for any thread; libllama's tokenizer is thread-safe.</remarks>
internal sealed unsafe class Vocabulary
{
    private const int UnknownAttribute = 1 << 0;
    private const int ControlAttribute = 1 << 3;

    private readonly nint _native;

    // Keeps the native vocabulary alive: it belongs to the model.
    private readonly ModelHandle _model;
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly bool[] _endsGeneration;
    private readonly FrozenDictionary<int, byte[]> _controlSpellings;
    private readonly SearchValues<string> _controlTexts;

    public Vocabulary(ModelHandle model)
    {
        _model = model;
        _native = NativeMethods.llama_model_get_vocab(model);
        Count = NativeMethods.llama_vocab_n_tokens(_native);
        _starts = new int[Count + 1];
        _endsGeneration = new bool[Count];
        var pieces = new ArrayBufferWriter<byte>(Count * 8);
        var controls = new Dictionary<int, byte[]>();
        for (int token = 0; token < Count; token++)
        {
            ReadOnlySpan<byte> piece = ReadPiece(token, renderControl: false);
            pieces.Write(piece);
            _starts[token + 1] = _starts[token] + piece.Length;
            MaxPieceBytes = Math.Max(MaxPieceBytes, piece.Length);
            _endsGeneration[token] = NativeMethods.llama_vocab_is_eog(_native, token) != 0;
            if ((NativeMethods.llama_vocab_get_attr(_native, token) & (ControlAttribute | UnknownAttribute)) != 0)
            {
                controls.Add(token, ReadPiece(token, renderControl: true));
            }
        }

        _bytes = pieces.WrittenSpan.ToArray();
        EndTokens = [.. Enumerable.Range(0, Count).Where(EndsGeneration)];
        _controlSpellings = controls.ToFrozenDictionary();
        _controlTexts = SearchValues.Create(
            [.. controls.Values.Select(Encoding.UTF8.GetString).Where(text => text.Length >= 2)], StringComparison.Ordinal);
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
    public int[] Tokenize(string text, bool addStart, bool parseControl)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, utf8);

        // A token has at least one byte; start, end and the space prefix come on top.
        int[] tokens = ArrayPool<int>.Shared.Rent(length + 4);
        try
        {
            int count;
            fixed (byte* textStart = utf8)
            fixed (int* tokenStart = tokens)
            {
                count = NativeMethods.llama_tokenize(
                    _native, textStart, length, tokenStart, tokens.Length, addStart ? (byte)1 : (byte)0, parseControl ? (byte)1 : (byte)0);
            }

            ArgumentOutOfRangeException.ThrowIfNegative(count);
            return tokens[..count];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8, clearArray: true);
            ArrayPool<int>.Shared.Return(tokens);
            GC.KeepAlive(_model);
        }
    }

    private byte[] ReadPiece(int token, bool renderControl)
    {
        byte special = renderControl ? (byte)1 : (byte)0;
        byte[] piece = new byte[64];
        while (true)
        {
            int length;
            fixed (byte* start = piece)
            {
                length = NativeMethods.llama_token_to_piece(_native, token, start, piece.Length, 0, special);
            }

            if (length >= 0)
            {
                return piece[..length];
            }

            // A negative number is the size that it needs.
            piece = new byte[-length];
        }
    }
}
