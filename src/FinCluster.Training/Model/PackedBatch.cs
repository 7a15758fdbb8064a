namespace FinCluster.Training.Model;

/// <summary>Conversations one after the other, each of which sees only itself.</summary>
internal sealed class PackedBatch
{
    private readonly List<int> _tokens = [];
    private readonly List<(int Start, int Length)> _segments = [];
    private readonly List<int> _rows = [];
    private readonly List<int> _targets = [];

    /// <summary>Gets the tokens of all conversations.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Gets where each conversation starts and how long it is, in tokens.</summary>
    public IReadOnlyList<(int Start, int Length)> Segments => _segments;

    /// <summary>Gets the places whose next token is to be learned.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Gets the next token for each of <see cref="Rows"/>.</summary>
    public IReadOnlyList<int> Targets => _targets;

    /// <summary>Adds a conversation.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="learned">For each token, whether it is to be learned; the first never is.</param>
    public void Add(ReadOnlySpan<int> tokens, ReadOnlySpan<bool> learned)
    {
        int start = _tokens.Count;

        // The last token has nothing to predict.
        int length = tokens.Length - 1;
        if (length < 1)
        {
            return;
        }

        for (int i = 0; i < length; i++)
        {
            _tokens.Add(tokens[i]);
            if (learned[i + 1])
            {
                _rows.Add(start + i);
                _targets.Add(tokens[i + 1]);
            }
        }

        _segments.Add((start, length));
    }
}
