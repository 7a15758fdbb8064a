using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Tests.Edge.Reading;

public sealed class NumberReaderTests
{
    [Theory]
    [InlineData("本金1000元,年利率3%,存2年", 3)]
    [InlineData("股价２０元，每股收益０．８元", 2)]
    [InlineData("本金十万，利率百分之三点五，存三年", 3)]
    [InlineData("买了三千股，每股赚一块二", 2)]
    [InlineData("price 40, EPS 4", 2)]
    [InlineData("$1.2m at 5 bps", 2)]
    [InlineData("ten thousand at seven percent", 4)]
    [InlineData("降20个基点", 1)]
    public void Read_Amounts_AreCounted(string question, int quantities) => Assert.Equal(quantities, Read(question).Quantities);

    [Theory]
    [InlineData("T+1和401(k)是什么")]
    [InlineData("2024年7月6日9:30-11:30")]
    [InlineData("沪深300和中证500")]
    [InlineData("第二步, Q3, M2, GC001")]
    [InlineData("30-year mortgage")]
    [InlineData("解释一下这两个词")]
    [InlineData("三大财务报表")]
    public void Read_NumbersInNamesAndDates_AreNone(string question) => Assert.Equal(0, Read(question).Quantities);

    [Fact]
    public void Read_OtherNumbers_AreWhatTheyStandFor()
    {
        Assert.Equal(1, Read("600519怎么样").SecurityCodes);
        Assert.Equal(2, Read("手机13800138000，卡6222020000000000000").Identifiers);
        Assert.Equal(1, Read("call 415-555-0132").Identifiers);
        Assert.Equal(800, Read("写一篇800字的文章").RequestedWords);
        Assert.Equal(600, Read("write a 600-word primer").RequestedWords);
        Assert.Equal(3, Read("请说明:\n1.原因\n2.影响\n3.对策").ListMarkers);
    }

    [Theory]
    [InlineData("3000×1.08^5", 2)]
    [InlineData("（1500×12－8000）÷1.13等于多少", 2)]
    [InlineData("14 + 10 = ?", 2)]
    [InlineData("well-known risk/return", 0)]
    [InlineData("2026-07-06", 0)]
    public void Read_Operators_StandBetweenNumbers(string question, int operators) => Assert.Equal(operators, Read(question).Operators);

    [Theory]
    [InlineData("9")]
    [InlineData("1.")]
    [InlineData("1,,2..3--4::5")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("百分之")]
    [InlineData("一万亿亿亿亿")]
    [InlineData("3个")]
    public void Read_OddNumbers_DoNotThrow(string question) => Read(question);

    private static QuestionReading Read(string question)
    {
        new QuestionReader(EdgeGlossary.Shipped).Read(
            new EdgeRequest { Messages = [new ChatMessage(ChatRole.User, question)] }, out QuestionReading reading);
        return reading;
    }
}
