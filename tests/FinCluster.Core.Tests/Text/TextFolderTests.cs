using FinCluster.Core.Text;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Text;

public sealed class TextFolderTests
{
    [Theory]
    [InlineData("１２３．５％ＡＢＣ？", "123.5%abc?")]
    [InlineData("①②⑳ ½ ㎡ ﬁn Ⅳ", "1220 1⁄2 m2 fin iv")]
    [InlineData("𝟏𝟐𝐀", "12a")]
    [InlineData("老\u200b鼠\u200d仓 怎 么 建", "老鼠仓怎么建")]
    [InlineData("現在匯率幾多", "现在汇率几多")]
    [InlineData("  Hello   World \r\n\n x ", "hello world\nx")]
    [InlineData("A股 ETF 是 什么", "a股 etf 是什么")]
    [InlineData("“what’s”", "\"what's\"")]
    [InlineData("", "")]
    public void Fold_Forms_BecomePlain(string text, string folded) => Assert.Equal(folded, TextFolder.Fold(text));

    [Fact]
    public void Fold_HalfACharacter_IsLeftOut() => Assert.Equal("ab", TextFolder.Fold("a\ud835b"));

    [Fact]
    public void Fold_EveryCharacter_FitsAndIsStable()
    {
        char[] buffer = new char[TextFolder.MaxLength(1)];
        for (int c = 0; c <= char.MaxValue; c++)
        {
            int length = TextFolder.Fold([(char)c], buffer);

            Assert.InRange(length, 0, buffer.Length);
        }
    }

    [Fact]
    public void Fold_PlainText_AllocatesNothing()
    {
        string text = string.Concat(Enumerable.Repeat("什么是ＥＴＦ？ What is an ETF? ", 40));
        char[] buffer = new char[TextFolder.MaxLength(text.Length)];

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                TextFolder.Fold(text, buffer);
            }
        }));
    }

    [Fact]
    public void Fold_TooLittleRoom_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TextFolder.Fold("abc", new char[3]));
}
