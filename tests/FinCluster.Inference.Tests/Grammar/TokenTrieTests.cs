using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class TokenTrieTests
{
    [Fact]
    public void Constructor_Vocabulary_HoldsEveryTokenWithTextOnce()
    {
        string[] words = ["b", "abc", "", "ab", "b", "a", "abd", "日本", "日"];
        var vocabulary = TestVocabulary.Create(words);

        var found = Walk(vocabulary.Trie);

        Assert.Equal(256 + words.Length, vocabulary.Trie.TokenCount);
        Assert.Equal(Enumerable.Range(0, vocabulary.Count).Where(token => token != 258), found.Keys.Order());
        Assert.All(found, pair => Assert.Equal(vocabulary.Bytes(pair.Key).ToArray(), pair.Value));
    }

    [Fact]
    public void Nodes_EndOfABranch_IsBehindAllThatIsDeeper()
    {
        var nodes = TestVocabulary.Small.Trie.Nodes;
        for (var i = 0; i < nodes.Length - 1; i++)
        {
            var end = i + 1;
            while (end < nodes.Length - 1 && nodes[end].Depth > nodes[i].Depth)
            {
                end++;
            }

            Assert.Equal(end, nodes[i].End);
        }
    }

    [Fact]
    public void Nodes_Vocabulary_HasEachBeginningOnce()
    {
        var vocabulary = TestVocabulary.Small;
        var beginnings = Enumerable.Range(0, vocabulary.Count)
            .SelectMany(
                token => Enumerable.Range(1, vocabulary.Bytes(token).Length),
                (token, length) => Convert.ToHexString(vocabulary.Bytes(token)[..length]));

        Assert.Equal(beginnings.Distinct().Count(), vocabulary.Trie.Nodes.Length - 1);
    }

    [Fact]
    public void Constructor_NoTokens_IsEmpty()
    {
        var trie = new TokenTrie(0, _ => []);

        Assert.Equal(1, trie.Nodes.Length);
        Assert.Equal(0, trie.MaxTokenBytes);
        Assert.True(new GrammarCompiler(trie, 1).CompileGbnf("root ::= \"a\"").CreateMatcher().AllowedTokens().IsEmpty);
    }

    [Fact]
    public void Constructor_SpanThatIsReused_IsCopied()
    {
        var buffer = new byte[1];
        var trie = new TokenTrie(3, token =>
        {
            buffer[0] = (byte)token;
            return buffer;
        });

        Assert.Equal([0, 1, 2], Walk(trie).Values.Select(text => (int)text[0]).Order());
    }

    private static Dictionary<int, byte[]> Walk(TokenTrie trie)
    {
        var found = new Dictionary<int, byte[]>();
        var path = new byte[trie.MaxTokenBytes];
        for (var i = 0; i < trie.Nodes.Length - 1; i++)
        {
            var node = trie.Nodes[i];
            path[node.Depth] = node.Value;
            foreach (var token in trie.Tokens[node.FirstToken..trie.Nodes[i + 1].FirstToken])
            {
                found.Add(token, path[..(node.Depth + 1)]);
            }
        }

        return found;
    }
}
