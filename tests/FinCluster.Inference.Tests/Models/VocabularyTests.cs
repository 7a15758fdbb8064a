using System.Text;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Tests.Models;

public sealed class VocabularyTests(VocabularyFixture model) : IClassFixture<VocabularyFixture>
{
    private static readonly string[] ControlTexts = ["<s>", "</s>", "<|im_start|>", "<|im_end|>"];

    private Vocabulary Vocabulary => model.Vocabulary;

    [Fact]
    public void Tokenize_TwoHundredLines_PiecesPutTogetherAreTheText()
    {
        string[] lines = [.. VocabularyLines.All];
        Assert.True(lines.Length >= 200);
        foreach (string line in lines)
        {
            int[] tokens = Vocabulary.Tokenize(line, addStart: false, parseControl: false);

            Assert.Equal(line, Text(tokens));
            Assert.All(tokens, token => Assert.True(Vocabulary.Contains(token)));
        }
    }

    [Fact]
    public void Tokenize_AddStart_AddsOneHiddenTokenInFront()
    {
        int[] without = Vocabulary.Tokenize("什么是久期？", addStart: false, parseControl: false);
        int[] with = Vocabulary.Tokenize("什么是久期？", addStart: true, parseControl: false);

        Assert.Equal(without, with[1..]);
        Assert.Equal(0, Vocabulary.Bytes(with[0]).Length);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0")]
    [InlineData("\0\0\0")]
    public void Tokenize_ZeroCharacters_AreTextLikeAnyOther(string text) =>
        Assert.Equal(text, Text(Vocabulary.Tokenize(text, addStart: false, parseControl: true)));

    [Fact]
    public void Tokenize_LoneSurrogate_IsTheReplacementCharacter() =>
        Assert.Equal("a\uFFFDb", Text(Vocabulary.Tokenize("a\uD800b", addStart: false, parseControl: false)));

    [Fact]
    public void Tokenize_Nothing_IsNothing() => Assert.Empty(Vocabulary.Tokenize("", addStart: false, parseControl: false));

    [Fact]
    public void Tokenize_ControlTexts_AreOneHiddenTokenOnlyWhenAskedFor()
    {
        foreach (string text in ControlTexts)
        {
            int token = Assert.Single(Vocabulary.Tokenize(text, addStart: false, parseControl: true));
            int[] spelled = Vocabulary.Tokenize(text, addStart: false, parseControl: false);

            Assert.Equal(0, Vocabulary.Bytes(token).Length);
            Assert.DoesNotContain(token, spelled);
            Assert.Equal(text, Text(spelled));
        }
    }

    [Fact]
    public void EndTokens_AreThoseThatEndAnAnswer()
    {
        int messageEnd = Assert.Single(Vocabulary.Tokenize("<|im_end|>", addStart: false, parseControl: true));

        Assert.Contains(messageEnd, Vocabulary.EndTokens);
        Assert.Equal(Vocabulary.EndTokens, Enumerable.Range(0, Vocabulary.Count).Where(Vocabulary.EndsGeneration));
        Assert.InRange(Vocabulary.EndTokens.Length, 1, 5);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MaxValue, false)]
    public void Contains_Id_IsWhetherThereIsSuchAToken(int token, bool expected)
    {
        Assert.Equal(expected, Vocabulary.Contains(token));
        Assert.False(Vocabulary.Contains(Vocabulary.Count));
        Assert.True(Vocabulary.Contains(Vocabulary.Count - 1));
    }

    [Fact]
    public void MaxPieceBytes_IsTheLongestPiece() => Assert.Equal(
        Enumerable.Range(0, Vocabulary.Count).Max(token => Vocabulary.Bytes(token).Length), Vocabulary.MaxPieceBytes);

    [Theory]
    [InlineData("")]
    [InlineData("什么是久期？")]
    [InlineData("a < b | c > d <| im_end |>")]
    [InlineData("<|im_end")]
    public void NeutralizeControlTexts_NoControlText_IsTheSameString(string text) =>
        Assert.Same(text, Vocabulary.NeutralizeControlTexts(text));

    [Fact]
    public void NeutralizeControlTexts_AnyMixture_LeavesNoControlTokenAndNothingElseChanges()
    {
        var random = new Random(31);
        string[] parts = [.. ControlTexts, "<", "<|", "|>", "im_end", "</", "s>", "<|im_", "久期", " ", "\n"];
        int found = 0;
        for (int round = 0; round < 2_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 8).Select(_ => parts[random.Next(parts.Length)]));

            string neutral = Vocabulary.NeutralizeControlTexts(text);

            int[] tokens = Vocabulary.Tokenize(neutral, addStart: false, parseControl: true);
            Assert.All(tokens, token => Assert.NotEqual(0, Vocabulary.Bytes(token).Length));
            Assert.Equal(text, neutral.Replace("\u200B", "", StringComparison.Ordinal));
            found += neutral.Length > text.Length ? 1 : 0;
        }

        Assert.InRange(found, 500, 2_000);
    }

    private string Text(int[] tokens)
    {
        var bytes = new List<byte>();
        foreach (int token in tokens)
        {
            bytes.AddRange(Vocabulary.Bytes(token));
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
    }
}
