using System.Text;
using FinCluster.Inference.Models;
using FinCluster.Inference.Simulation;

namespace FinCluster.Inference.Tests.Simulation;

public sealed class SimulatedVocabularyTests
{
    [Theory]
    [InlineData("的是在", 3)]
    [InlineData("ETF 和股票，100%？", 13)]
    [InlineData("龥龘", 4)]
    [InlineData("é📈", 6)]
    [InlineData("<|user|>", 8)]
    public void Tokenize_Text_IsSpelledByItsTokens(string text, int count)
    {
        int[] tokens = SimulatedVocabulary.Instance.Tokenize(text, addStart: true, parseControl: false);

        Assert.Equal(count, tokens.Length);
        Assert.Equal(Encoding.UTF8.GetBytes(text), tokens.SelectMany(token => SimulatedVocabulary.Instance.Bytes(token).ToArray()));
    }

    [Fact]
    public void Tokenize_LoneSurrogate_BecomesTheReplacementCharacter() => Assert.Equal(
        SimulatedVocabulary.Instance.Tokenize("a\uFFFDb", addStart: true, parseControl: false),
        SimulatedVocabulary.Instance.Tokenize("a\uD83Db", addStart: true, parseControl: false));

    [Fact]
    public void Tokenize_ControlTexts_AreOneTokenEachWhenTheyAreParsed()
    {
        const string text = "<|system|>是<|end|><|user|><|assistant|><|use";

        int[] tokens = SimulatedVocabulary.Instance.Tokenize(text, addStart: true, parseControl: true);

        Assert.Equal(4 + 1 + 5, tokens.Length);
        Assert.Equal(4, tokens.Count(token => SimulatedVocabulary.Instance.Bytes(token).IsEmpty));
        Assert.NotNull(TokenSpelling.Align(tokens, Encoding.UTF8.GetBytes(text), SimulatedVocabulary.Instance));
    }

    [Fact]
    public void Tokens_AllTexts_AreDifferent()
    {
        Vocabulary vocabulary = SimulatedVocabulary.Instance;

        Assert.Equal(SimulatedVocabulary.Size, vocabulary.Count);
        Assert.Equal(vocabulary.Count, Enumerable.Range(0, vocabulary.Count).Select(token => Convert.ToHexString(vocabulary.Spelling(token))).Distinct().Count());
        Assert.Equal([SimulatedVocabulary.End], vocabulary.EndTokens);
    }
}
