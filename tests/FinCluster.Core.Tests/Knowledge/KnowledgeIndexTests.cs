using System.Collections.Immutable;
using FinCluster.Core.Knowledge;

namespace FinCluster.Core.Tests.Knowledge;

public sealed class KnowledgeIndexTests
{
    [Theory]
    [InlineData("手机炒A股佣金多少？", "fees-2026-stock")]
    [InlineData("请问在手机上交易股票，佣金是怎么收的", "fees-2026-stock")]
    [InlineData("卖出股票要交印花税吗，税率是多少", "fees-2026-stock")]
    [InlineData("港股通的股票组合费怎么算", "fees-2026-hk")]
    [InlineData("怎样才能开通科创板？", "open-star")]
    [InlineData("開通科創板需要多少資產", "open-star")]
    [InlineData("ＢＳＥ 北交所权限的开通条件是什么", "open-bse")]
    [InlineData("维持担保比例低于多少会被强制平仓", "margin-ratio")]
    [InlineData("周末可以做银证转账吗？当日限额是多少", "transfer-hours")]
    [InlineData("存款保险最多赔多少钱", "deposit-insurance")]
    [InlineData("日日添今天下午四点赎回，什么时候到账？", "wm-t1")]
    [InlineData("房贷提前还款有违约金吗", "early-repay")]
    [InlineData("视频见证开户几点到几点", "kyc-video")]
    [InlineData("How much does an international wire transfer cost?", "us-wire")]
    [InlineData("when do us stock trades settle", "us-settlement")]
    [InlineData("How long do I have to meet a margin call?", "us-margin-call")]
    [InlineData("Can my dividends be reinvested in fractional shares?", "us-dividend")]
    [InlineData("海川医药健康基金的申购费率是多少", "f2-4-1")]
    [InlineData("瑞泽黄金联接基金由谁管理？基金经理是谁", "f5-7-2")]
    [InlineData("What is the benchmark of the Pioneer Bond Fund?", "Pioneer-Bond-1")]
    public void Search_QuestionOfOnePassage_FindsItFirst(string question, string expected)
    {
        ImmutableArray<KnowledgeMatch> found = KnowledgeSamples.Large.Search(question, null, KnowledgeSamples.Day, 3);

        Assert.NotEmpty(found);
        Assert.Equal(expected, found[0].Passage.Id);
        Assert.InRange(found.Length, 1, 3);
        Assert.Equal(found.OrderByDescending(match => match.Score), found);
    }

    [Theory]
    [InlineData("你好")]
    [InlineData("谢谢你！")]
    [InlineData("今天天气怎么样？")]
    [InlineData("写一首关于春天的诗")]
    [InlineData("请把下面这句话翻译成法语")]
    [InlineData("红烧肉怎么做才好吃？")]
    [InlineData("为什么天空是蓝色的")]
    [InlineData("世界杯冠军是谁")]
    [InlineData("什么是量子计算")]
    [InlineData("Who wrote Hamlet?")]
    [InlineData("Tell me a joke about cats.")]
    [InlineData("What is the capital of France?")]
    [InlineData("How do I sort a list in Python?")]
    [InlineData("什么是市盈率？")]
    [InlineData("美联储什么时候降息")]
    [InlineData("What is a put option?")]
    [InlineData("")]
    [InlineData("？！…")]
    public void Search_QuestionOfNoPassage_FindsNone(string question)
    {
        Assert.Empty(KnowledgeSamples.Large.Search(question, null, KnowledgeSamples.Day, 3).Select(match => match.Passage.Id));
        Assert.Empty(KnowledgeSamples.Small.Search(question, null, KnowledgeSamples.Day, 3).Select(match => match.Passage.Id));
    }

    [Theory]
    [InlineData("存款保险最多赔多少钱", "deposit-insurance")]
    [InlineData("when do us stock trades settle", "us-settlement")]
    [InlineData("怎样才能开通科创板？", "open-star")]
    public void Search_SnapshotOfFewPassages_FindsItAsWell(string question, string expected) =>
        Assert.Equal(expected, KnowledgeSamples.Small.Search(question, null, KnowledgeSamples.Day, 3)[0].Passage.Id);

    [Theory]
    [InlineData("最低是多少？", "港股通的佣金是多少", "fees-2026-hk")]
    [InlineData("那北交所呢？", "科创板交易权限的开通条件是什么", "open-bse")]
    [InlineData("为什么？", "维持担保比例低于多少会被强制平仓", "margin-ratio")]
    public void Search_FollowUp_ReadsTheQuestionBefore(string question, string earlier, string expected) =>
        Assert.Equal(expected, KnowledgeSamples.Large.Search(question, earlier, KnowledgeSamples.Day, 3)[0].Passage.Id);

    [Fact]
    public void Search_AnotherTopicThanBefore_FindsNone() =>
        Assert.Empty(KnowledgeSamples.Large.Search("写一首关于春天的诗", "房贷提前还款有违约金吗", KnowledgeSamples.Day, 3));

    [Fact]
    public void Search_PassageThatIsOver_IsLeftOutFromTheDayAfterItsLast()
    {
        const string Question = "手机炒A股佣金多少？";

        Assert.Equal("fees-2026-stock", KnowledgeSamples.Large.Search(Question, null, new DateOnly(2026, 12, 31), 3)[0].Passage.Id);
        Assert.DoesNotContain(
            KnowledgeSamples.Large.Search(Question, null, new DateOnly(2027, 1, 1), 3), match => match.Passage.Id.StartsWith("fees", StringComparison.Ordinal));
    }

    [Fact]
    public void Search_SamePassages_KeepTheOrderOfTheFile()
    {
        var index = KnowledgeIndex.Build([.. Enumerable.Range(0, 9).Select(i => new KnowledgePassage($"p{i}", "费率", "管理费为百分之一"))]);

        Assert.Equal(["p0", "p1", "p2"], index.Search("管理费的费率", null, KnowledgeSamples.Day, 3).Select(match => match.Passage.Id));
        Assert.Equal(["p0"], index.Search("管理费的费率", null, KnowledgeSamples.Day, 1).Select(match => match.Passage.Id));
    }

    [Fact]
    public void Search_ManyAtOnce_AllGetTheSame()
    {
        ImmutableArray<KnowledgeMatch> once = KnowledgeSamples.Large.Search("基金的管理费", null, KnowledgeSamples.Day, 3);

        Parallel.For(0, 200, i => Assert.Equal(once, KnowledgeSamples.Large.Search("基金的管理费", null, KnowledgeSamples.Day, 3)));
    }
}
