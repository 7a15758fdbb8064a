using System.Text;
using FinCluster.Inference.Models;

namespace FinCluster.Training.Data;

/// <summary>Splits text into the pieces of a model's vocabulary, as llama.cpp does for tokenizers of the kind "llama".</summary>
/// <remarks>
/// Characters are merged pair by pair, the pair of the best score first and the leftmost among equals; what no piece spells becomes its
/// bytes. Control tokens in the text are text. Thread-safe.
/// </remarks>
internal sealed class SentencePieceTokenizer
{
    private const char Space = '▁';
    private const int ControlType = 3;
    private const int ByteType = 6;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _controls = new(StringComparer.Ordinal);
    private readonly float[] _scores;
    private readonly int[] _bytes = new int[256];

    /// <summary>Reads the vocabulary of a model.</summary>
    /// <exception cref="ModelFileException">The model has another kind of tokenizer.</exception>
    public SentencePieceTokenizer(GgufFile file)
    {
        if (file.Metadata.FindText("tokenizer.ggml.model") != "llama"
            || file.Metadata.FindBool("tokenizer.ggml.add_space_prefix") is not false)
        {
            throw new ModelFileException(file.Path, "only vocabularies of the kind 'llama' without a space prefix can be trained with");
        }

        GgufStringArray tokens = Require(file, "tokenizer.ggml.tokens").Strings!;
        int[] types = Require(file, "tokenizer.ggml.token_type").Elements<int>().ToArray();
        _scores = Require(file, "tokenizer.ggml.scores").Elements<float>().ToArray();
        for (int id = 0; id < tokens.Count; id++)
        {
            string text = tokens[id];
            if (types[id] == ByteType)
            {
                _bytes[Convert.ToByte(text[3..5], 16)] = id;
            }
            else
            {
                (types[id] == ControlType ? _controls : _ids)[text] = id;
            }
        }

        Start = (int)file.Metadata.RequireU32("tokenizer.ggml.bos_token_id");
    }

    /// <summary>Gets the token at the beginning of every text.</summary>
    public int Start { get; }

    /// <summary>Finds a control token by its text.</summary>
    /// <exception cref="KeyNotFoundException">The vocabulary has none.</exception>
    public int Control(string text) => _controls[text];

    /// <summary>Splits a text.</summary>
    public int[] Encode(string text)
    {
        string[] symbols = [.. text.Replace(' ', Space).EnumerateRunes().Select(rune => rune.ToString())];
        int[] next = [.. Enumerable.Range(1, symbols.Length)];
        int[] previous = [.. Enumerable.Range(-1, symbols.Length)];
        var pairs = new PriorityQueue<(int Left, int Right, int Length), (float Rank, int Left)>();
        void Offer(int left, int right)
        {
            if (left >= 0 && right < symbols.Length && _ids.TryGetValue(symbols[left] + symbols[right], out int id))
            {
                pairs.Enqueue((left, right, symbols[left].Length + symbols[right].Length), (-_scores[id], left));
            }
        }

        for (int i = 1; i < symbols.Length; i++)
        {
            Offer(i - 1, i);
        }

        while (pairs.TryDequeue(out (int Left, int Right, int Length) pair, out _))
        {
            (int left, int right, int length) = pair;
            if (symbols[left].Length == 0 || symbols[right].Length == 0 || symbols[left].Length + symbols[right].Length != length)
            {
                continue;
            }

            symbols[left] += symbols[right];
            symbols[right] = "";
            next[left] = next[right];
            if (next[right] < symbols.Length)
            {
                previous[next[right]] = left;
            }

            Offer(previous[left], left);
            Offer(left, next[left]);
        }

        return [.. symbols.Where(symbol => symbol.Length > 0).SelectMany(Spell)];
    }

    private static GgufValue Require(GgufFile file, string key) => file.Metadata.TryGetValue(key, out GgufValue? value)
        ? value
        : throw new ModelFileException(file.Path, $"the key '{key}' is missing");

    private IEnumerable<int> Spell(string symbol) =>
        _ids.TryGetValue(symbol, out int id) ? [id] : Encoding.UTF8.GetBytes(symbol).Select(value => _bytes[value]);
}
