using FinCluster.Core.Compliance.Guard;

namespace FinCluster.Core.Tests.Compliance.Guard;

public sealed class RefusalTextsTests
{
    [Theory]
    [InlineData("什么是内幕交易?", "zh")]
    [InlineData("LPR多久公布一次?", "zh")]
    [InlineData("Is front-running illegal?", "en")]
    [InlineData("What does the term 老鼠仓 mean in Chinese securities law, and how is it punished?", "en")]
    [InlineData("", "en")]
    public void DetectLocale_Text_IsTheLanguageOfMostOfIt(string text, string expected) => Assert.Equal(expected, RefusalTexts.DetectLocale(text));

    [Fact]
    public void For_CategoryWithoutText_IsTheGeneralText() =>
        Assert.Equal("I am sorry, I cannot help with this request.", TestPacks.Compile().Refusals.For(GuardCategory.InsiderDealing, "en"));
}
