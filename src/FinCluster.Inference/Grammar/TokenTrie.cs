using System.Runtime.InteropServices;

namespace FinCluster.Inference.Grammar;

/// <summary>Gives the bytes of a token; nothing for tokens that are not text. The span needs to live until the next call only.</summary>
internal delegate ReadOnlySpan<byte> TokenBytes(int token);

/// <summary>The last byte of some token's beginning.</summary>
/// <param name="End">The index behind the last node below this one.</param>
/// <param name="FirstToken">Where the tokens that end here start in <see cref="TokenTrie.Tokens"/>; the next node has the end.</param>
/// <param name="Depth">How many bytes come before this one.</param>
/// <param name="Value">The byte.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenTrieNode(int End, int FirstToken, int Depth, byte Value);

/// <summary>
/// A vocabulary as a trie over bytes. Immutable, shared by all grammars. Nodes lie in preorder in one array, so a walk reads
/// memory forwards and leaves out a branch with one jump.
/// </summary>
internal sealed class TokenTrie
{
    private readonly TokenTrieNode[] _nodes;
    private readonly int[] _tokens;

    /// <summary>Builds the trie of the tokens 0 to <paramref name="tokenCount"/> - 1. Tokens without bytes are not in it.</summary>
    public TokenTrie(int tokenCount, TokenBytes bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokenCount);
        TokenCount = tokenCount;
        var texts = new byte[tokenCount][];
        for (var token = 0; token < tokenCount; token++)
        {
            texts[token] = bytes(token).ToArray();
        }

        _tokens = [.. Enumerable.Range(0, tokenCount).Where(token => texts[token].Length > 0)];
        Array.Sort(_tokens, (x, y) => texts[x].AsSpan().SequenceCompareTo(texts[y]));
        MaxTokenBytes = texts.Select(text => text.Length).DefaultIfEmpty().Max();
        _nodes = BuildNodes(_tokens, texts);
    }

    /// <summary>Gets the size of the vocabulary, tokens without bytes included.</summary>
    public int TokenCount { get; }

    /// <summary>Gets the length of the longest token.</summary>
    public int MaxTokenBytes { get; }

    /// <summary>Gets the nodes in preorder, and one more that marks the end.</summary>
    public ReadOnlySpan<TokenTrieNode> Nodes => _nodes;

    /// <summary>Gets the tokens in the order of the nodes that they end at.</summary>
    public ReadOnlySpan<int> Tokens => _tokens;

    // Sorted tokens come in preorder: each one keeps the nodes that it shares with the one before and adds the rest.
    private static TokenTrieNode[] BuildNodes(int[] tokens, byte[][] texts)
    {
        var nodes = new List<TokenTrieNode>();
        var path = new List<int>();
        ReadOnlySpan<byte> previous = [];
        for (var i = 0; i < tokens.Length; i++)
        {
            ReadOnlySpan<byte> text = texts[tokens[i]];
            Close(text.CommonPrefixLength(previous));
            while (path.Count < text.Length)
            {
                // Only the last of these nodes ends a token; the others' tokens are an empty range before it.
                path.Add(nodes.Count);
                nodes.Add(new(End: 0, FirstToken: i, Depth: path.Count - 1, text[path.Count - 1]));
            }

            previous = text;
        }

        Close(0);
        nodes.Add(new(nodes.Count + 1, tokens.Length, Depth: 0, Value: 0));
        return [.. nodes];

        void Close(int depth)
        {
            for (var i = depth; i < path.Count; i++)
            {
                nodes[path[i]] = nodes[path[i]] with { End = nodes.Count };
            }

            path.RemoveRange(depth, path.Count - depth);
        }
    }
}
