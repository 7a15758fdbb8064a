using System.Buffers;
using System.Text;
using FinCluster.Core.Errors;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Models;

/// <summary>The vocabulary of a loaded model. libllama's tokenizer is thread-safe.</summary>
internal sealed unsafe class LlamaVocabulary : Vocabulary
{
    private const int UnknownAttribute = 1 << 0;
    private const int ControlAttribute = 1 << 3;

    private readonly nint _native;

    // The native vocabulary belongs to it.
    private readonly ModelHandle _model;

    public LlamaVocabulary(ModelHandle model)
        : base(ReadEntries(NativeMethods.llama_model_get_vocab(model)))
    {
        _model = model;
        _native = NativeMethods.llama_model_get_vocab(model);
    }

    /// <inheritdoc/>
    public override int[] Tokenize(string text, bool addStart, bool parseControl)
    {
        Hold();
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
            _model.DangerousRelease();
        }
    }

    /// <summary>Keeps the model in memory while a text is read, should its last replica be unloaded meanwhile.</summary>
    private void Hold()
    {
        try
        {
            bool added = false;
            _model.DangerousAddRef(ref added);
        }
        catch (ObjectDisposedException e)
        {
            throw new RequestException(ErrorCode.ShuttingDown, "the engine is shutting down", inner: e);
        }
    }

    private static VocabularyEntry[] ReadEntries(nint vocabulary)
    {
        var entries = new VocabularyEntry[NativeMethods.llama_vocab_n_tokens(vocabulary)];
        for (int token = 0; token < entries.Length; token++)
        {
            bool isControl = (NativeMethods.llama_vocab_get_attr(vocabulary, token) & (ControlAttribute | UnknownAttribute)) != 0;
            entries[token] = new VocabularyEntry(
                ReadPiece(vocabulary, token, renderControl: false),
                NativeMethods.llama_vocab_is_eog(vocabulary, token) != 0,
                isControl ? ReadPiece(vocabulary, token, renderControl: true) : null);
        }

        return entries;
    }

    private static byte[] ReadPiece(nint vocabulary, int token, bool renderControl)
    {
        byte special = renderControl ? (byte)1 : (byte)0;
        byte[] piece = new byte[64];
        while (true)
        {
            int length;
            fixed (byte* start = piece)
            {
                length = NativeMethods.llama_token_to_piece(vocabulary, token, start, piece.Length, 0, special);
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
