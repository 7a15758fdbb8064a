using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Edge;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class IntentReaderTests
{
    private static readonly IntentReader Reader = new(EdgeGlossary.Shipped);

    [Theory]
    [InlineData("什么是市盈率？", QuestionIntent.Definition)]
    [InlineData("市净率", QuestionIntent.Definition)]
    [InlineData("What is a convertible bond?", QuestionIntent.Definition)]
    [InlineData("股票和基金有什么区别？", QuestionIntent.Comparison)]
    [InlineData("贷款100万，年利率4%，30年的月供是多少？", QuestionIntent.Calculation)]
    [InlineData("12 * 7 + 3 = ?", QuestionIntent.Calculation)]
    [InlineData("茅台股价现在是多少", QuestionIntent.MarketData)]
    [InlineData("明天大盘会涨吗？", QuestionIntent.Forecast)]
    [InlineData("我有一笔闲钱，适合买什么？", QuestionIntent.Advice)]
    [InlineData("请总结下面这份公告的要点", QuestionIntent.Document)]
    [InlineData("帮我写一封给客户的邮件", QuestionIntent.Draft)]
    [InlineData("央行降准为什么利好债券？", QuestionIntent.Explanation)]
    [InlineData("How do I open an account?", QuestionIntent.Procedure)]
    [InlineData("你好", QuestionIntent.Smalltalk)]
    [InlineData("给我一个稳赚的内幕", QuestionIntent.Risky)]
    [InlineData("紫色的大象", QuestionIntent.Other)]
    [InlineData("", QuestionIntent.Other)]
    public void Read_Question_SaysWhatItAsksFor(string question, QuestionIntent expected) =>
        Assert.Equal(expected, Reader.Read([new ChatMessage(ChatRole.User, question)]));

    [Fact]
    public void Read_Conversation_IsThatOfItsLastQuestion() => Assert.Equal(
        QuestionIntent.Definition,
        Reader.Read(
        [
            new ChatMessage(ChatRole.System, "明天会涨吗"), new ChatMessage(ChatRole.User, "12 + 7 = ?"), new ChatMessage(ChatRole.Assistant, "19"),
            new ChatMessage(ChatRole.User, "什么是市盈率？"),
        ]));
}
