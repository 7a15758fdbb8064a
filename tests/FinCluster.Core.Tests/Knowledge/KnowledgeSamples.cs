using System.Text;
using FinCluster.Core.Knowledge;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Knowledge;

/// <summary>The example of the documentation, alone and among some hundred passages that are like each other.</summary>
internal static class KnowledgeSamples
{
    /// <summary>A day on which every passage of the example holds.</summary>
    public static readonly DateOnly Day = new(2026, 6, 1);

    private static readonly string[] Funds = ["稳健增利", "沪深三百增强", "中证红利", "新能源主题", "医药健康", "消费升级", "短债优选", "黄金联接", "养老目标二零四零", "可转债精选"];
    private static readonly string[] Houses = ["启明", "长安", "海川", "嘉木", "融通达", "瑞泽", "天衡"];

    private static readonly (string Title, string Text)[] Facts =
    [
        ("管理费和托管费", "管理费为每年百分之一点二，托管费为每年百分之零点二，按前一日资产净值逐日计提。"),
        ("申购费率", "申购金额在100万元以下的，费率为百分之一点五；500万元以上的每笔1000元。"),
        ("基金经理", "现任基金经理从业十二年，曾任行业研究员，任职以来年化回报百分之六点三。"),
        ("投资范围", "股票资产占基金资产的比例为百分之六十至百分之九十五，投资于港股通标的股票不超过股票资产的一半。"),
        ("业绩比较基准", "业绩比较基准为指数收益率乘以百分之八十加上活期存款利率乘以百分之二十。"),
    ];

    private static readonly (string Title, string Text)[] EnglishFacts =
    [
        ("expense ratio", "The fund charges 0.45 percent of net assets each year, which includes custody and administration."),
        ("benchmark", "The fund is measured against the total return index of its sector, net of withholding tax."),
        ("share classes", "Institutional shares need a minimum of 100,000 US dollars; retail shares need 1,000 US dollars."),
    ];

    /// <summary>The example's file.</summary>
    public static byte[] File => System.IO.File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, "docs", "examples", "knowledge.jsonl"));

    /// <summary>The example alone.</summary>
    public static KnowledgeIndex Small { get; } = KnowledgeIndex.Build(KnowledgeReader.Read(File));

    /// <summary>The example among the others.</summary>
    public static KnowledgeIndex Large { get; } = KnowledgeIndex.Build(
        [.. Others().Take(200), .. KnowledgeReader.Read(File), .. Others().Skip(200)]);

    /// <summary>Writes a passage as a line.</summary>
    public static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static IEnumerable<KnowledgePassage> Others() =>
        Houses.SelectMany(house => Funds.SelectMany(fund => Facts.Select(fact => new KnowledgePassage(
            $"f{Array.IndexOf(Houses, house)}-{Array.IndexOf(Funds, fund)}-{Array.IndexOf(Facts, fact)}",
            $"{house}{fund}基金的{fact.Title}", $"{house}{fund}基金：{fact.Text}"))))
        .Concat(((string[])["Harbor Energy", "Pioneer Bond", "Atlas Emerging Markets", "Summit Small Cap"]).SelectMany(fund => EnglishFacts.Select(fact =>
            new KnowledgePassage($"{fund.Replace(' ', '-')}-{Array.IndexOf(EnglishFacts, fact)}", $"{fund} Fund {fact.Title}", fact.Text))));
}
