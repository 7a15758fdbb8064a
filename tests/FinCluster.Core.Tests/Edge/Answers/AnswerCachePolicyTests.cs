using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Answers;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Tests.Edge.Answers;

public sealed class AnswerCachePolicyTests
{
    private static readonly AnswerCachePolicy Policy = new(EdgeGlossary.Shipped);

    [Theory]
    [InlineData("什么是可转债？")]
    [InlineData("A股交易时间")]
    [InlineData("What is the difference between a call and a put?")]
    public void Check_PlainQuestion_MayBeCached(string question) => Assert.Equal(CacheRefusal.None, Policy.Check(Request(question)));

    [Theory]
    [InlineData("现在LPR是多少")]
    [InlineData("LPR多少")]
    [InlineData("茅台股价")]
    [InlineData("今天聊聊久期是什么")]
    [InlineData("what is the gold price right now")]
    [InlineData("Will the market go up tomorrow?")]
    public void Check_FreshData_IsRefused(string question) => Assert.Equal(CacheRefusal.NeedsFreshData, Policy.Check(Request(question)));

    [Theory]
    [InlineData("我手机号13800138000，什么是ETF")]
    [InlineData("我的卡 ６２２２ ０２００ ００００，什么是LPR")]
    [InlineData("我叫李雷，什么是ETF")]
    [InlineData("我月薪一万能贷多少")]
    [InlineData("my name is Jane, what is a bond")]
    [InlineData("call 415-555-0132, what is an ETF")]
    public void Check_PersonalData_IsRefused(string question) => Assert.Equal(CacheRefusal.IsPersonal, Policy.Check(Request(question)));

    [Fact]
    public void Check_OtherRequests_AreRefused()
    {
        EdgeRequest request = Request("什么是久期");
        ChatMessage question = request.Messages[0];

        Assert.Equal(CacheRefusal.HasHistory, Policy.Check(request with { Messages = [question, new ChatMessage(ChatRole.Assistant, "x"), question] }));
        Assert.Equal(CacheRefusal.HasInstructions, Policy.Check(request with { Messages = [new ChatMessage(ChatRole.System, "s"), question] }));
        Assert.Equal(CacheRefusal.HasHistory, Policy.Check(request with { Messages = [] }));
        Assert.Equal(CacheRefusal.IsConstrained, Policy.Check(request with { IsConstrained = true }));
        Assert.Equal(CacheRefusal.IsConstrained, Policy.Check(request with { HasTools = true }));
        Assert.Equal(CacheRefusal.TooLong, Policy.Check(Request(new string('啊', 201))));
    }

    private static EdgeRequest Request(string question) => new() { Messages = [new ChatMessage(ChatRole.User, question)] };
}
