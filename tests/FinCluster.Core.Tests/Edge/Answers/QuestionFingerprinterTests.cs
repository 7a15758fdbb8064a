using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Answers;

namespace FinCluster.Core.Tests.Edge.Answers;

public sealed class QuestionFingerprinterTests
{
    private static readonly QuestionFingerprinter Fingerprinter = new(EdgeGlossary.Shipped);

    [Theory]
    [InlineData("什么是可转债", "可转债是什么意思？")]
    [InlineData("请问怎么买国债", "如何买国债呢")]
    [InlineData("A股几点开盘", "请问A股几点开盘？")]
    [InlineData("市盈率和市净率有什么区别", "请问市净率与市盈率的区别是什么")]
    [InlineData("What is a bond?", "could you please tell me what bonds are")]
    [InlineData("How do I sell an ETF", "how can I sell ETFs?")]
    [InlineData("能不能买港股", "可以买港股吗")]
    public void Of_OtherWording_IsTheSame(string first, string second) => Assert.Equal(Fingerprinter.Of(first), Fingerprinter.Of(second));

    [Theory]
    [InlineData("涨停是什么", "跌停是什么")]
    [InlineData("股票涨了怎么办", "股票跌了怎么办")]
    [InlineData("怎么买国债", "怎么卖国债")]
    [InlineData("科创板能当天卖吗", "科创板不能当天卖吗")]
    [InlineData("没有满两年可以开通创业板吗", "满两年可以开通创业板吗")]
    [InlineData("利率3%是什么水平", "利率5%是什么水平")]
    [InlineData("利率3%是什么水平", "利率3‰是什么水平")]
    [InlineData("存3万有什么风险", "存3亿有什么风险")]
    [InlineData("存三年利率怎么算", "存五年利率怎么算")]
    [InlineData("余额宝怎么赎回", "零钱通怎么赎回")]
    [InlineData("沪深300是什么", "中证500是什么")]
    [InlineData("看涨期权是什么", "看跌期权是什么")]
    [InlineData("融资是什么", "融券是什么")]
    [InlineData("可转债有什么风险", "可转债举个例子")]
    [InlineData("基金赎回怎么操作", "基金赎回什么时候到账")]
    [InlineData("ETF怎么买", "ETF哪些好买")]
    [InlineData("人民币换美元", "美元换人民币")]
    [InlineData("What is a call option", "What is a put option")]
    [InlineData("how do I buy bonds", "how do I sell bonds")]
    [InlineData("can I trade on margin", "can I not trade on margin")]
    [InlineData("do I pay tax on dividends", "don't I pay tax on dividends")]
    [InlineData("fee for 10 shares", "fee for 100 shares")]
    [InlineData("is the Vanguard fund safe", "is the Fidelity fund safe")]
    [InlineData("when does the US market open", "when does the US market close")]
    [InlineData("你好", "谢谢")]
    public void Of_NearMiss_IsAnother(string first, string second) => Assert.NotEqual(Fingerprinter.Of(first), Fingerprinter.Of(second));
}
