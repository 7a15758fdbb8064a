using FinCluster.Core.Compliance.Text;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Compliance.Text;

public sealed class TextNormalizerTests
{
    [Theory]
    [InlineData("什么是内幕交易？", "什么是内幕交易?")]
    [InlineData("ＩＮＳＩＤＥＲ　Ｔｒａｄｉｎｇ", "insider trading")]
    [InlineData("老\u200B鼠\u2060仓", "老鼠仓")]
    [InlineData("老 鼠 仓 怎 么 建", "老鼠仓怎么建")]
    [InlineData("老*鼠-_仓", "老鼠仓")]
    [InlineData("内😀幕", "内幕")]
    [InlineData("有“内幕”消息", "有内幕消息")]
    [InlineData("內幕交易與操縱股價", "内幕交易与操纵股价")]
    [InlineData("保證獲利，穩賺不賠", "保证获利,稳赚不赔")]
    [InlineData("洗錢", "洗钱")]
    [InlineData("іnsіdеr", "insider")]
    [InlineData("ΙΝSΙDΕR", "insider")]
    [InlineData("ínsïdér", "insider")]
    [InlineData("i\u0336n\u0336s\u0336ider", "insider")]
    [InlineData("𝐢𝐧𝐬𝐢𝐝𝐞𝐫", "insider")]
    [InlineData("i n s i d e r", "insider")]
    [InlineData("i.n.s.i.d.e.r", "insider")]
    [InlineData("the i n s i d e r  t r a d e is on", "the insider trade is on")]
    [InlineData("ins1der tr4ding", "insider trading")]
    [InlineData("guar@nteed pr0fit", "guaranteed profit")]
    [InlineData("\U000E0069\U000E0067nore", "ignore")]
    [InlineData("the  end \n\n of", "the end of")]
    public void Normalize_HiddenWord_IsPlain(string text, string expected) => Assert.Equal(expected, TextNormalizer.Normalize(text).Text);

    [Theory]
    [InlineData("i am a man")]
    [InlineData("plan x y z")]
    [InlineData("u.s.a. stocks")]
    [InlineData("401k and q3 of 2026, 15% a year")]
    [InlineData("a - b")]
    [InlineData("roe为15%、pe为20")]
    [InlineData("买入100股, 卖出50股")]
    public void Normalize_PlainText_KeepsIt(string text) => Assert.Equal(text, TextNormalizer.Normalize(text).Text);

    [Fact]
    public void OriginalRange_OfWhatWasJoined_SpansWhatWasLeftOut()
    {
        NormalizedText text = TextNormalizer.Normalize("问:老\u200B鼠 仓😀?");

        int at = text.Text.IndexOf("老鼠仓", StringComparison.Ordinal);

        Assert.Equal((2, 5), text.OriginalRange(at, 3));
    }

    [Fact]
    public void OriginalRange_OfLettersOutsideTheBasicPlane_HoldsBothHalves() =>
        Assert.Equal((2, 4), TextNormalizer.Normalize("a 𝐢𝐧").OriginalRange(2, 2));

    [Fact]
    public void Normalize_AnyText_HasOffsetsThatGrowAndLieInside()
    {
        const string letters = "a i1老鼠仓 *-\u200B\uD83D\uDE00é𝐢İ㈱…\n,";
        foreach (int[] picks in Gen.Choose(0, letters.Length - 1).ArrayOf(30).Sample(2_000, 30))
        {
            string original = string.Concat(picks.Select(pick => letters[pick]));

            NormalizedText text = TextNormalizer.Normalize(original);

            int before = 0;
            for (int i = 0; i < text.Text.Length; i++)
            {
                Assert.InRange(text.OffsetOf(i), before, original.Length - 1);
                before = text.OffsetOf(i);
            }
        }
    }

    [Fact]
    public void Normalize_NormalizedText_ChangesNothingMore()
    {
        const string text = "老 鼠 仓 і n s i d e r ＰＲＯＦＩＴ，保證。";
        string once = TextNormalizer.Normalize(text).Text;

        Assert.Equal(once, TextNormalizer.Normalize(once).Text);
    }
}
