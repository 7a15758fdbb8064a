using System.Globalization;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

/// <summary>Makes the numbers of finance text that are no personal data, the same ones each time.</summary>
internal sealed class Innocents(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>What there is, in order.</summary>
    public static IReadOnlyList<string> Sorts { get; } =
    [
        "seconds", "milliseconds", "stocks", "order numbers", "labelled orders that look like ids", "bare orders that look like ids", "bare 16-digit numbers", "16-digit orders", "amounts", "round amounts", "dates", "percentages", "versions", "ISIN", "CUSIP", "LEI", "entity codes",
        "hotlines", "funds", "contracts", "tables", "rates", "addresses of machines", "hashes", "shares",
    ];

    /// <summary>Sorts of which one in ten or so passes every check that there is, with no word near to tell them apart.</summary>
    public static IReadOnlyList<string> Hard { get; } = ["bare orders that look like ids", "bare 16-digit numbers"];

    /// <summary>One text of a sort.</summary>
    public string Next(string sort) => sort switch
    {
        "seconds" => Pick("时间戳{0}", "at {0} the feed stopped", "{0}", "ts={0}").Replace("{0}", $"{Number(1_500_000_000, 1_900_000_000)}", StringComparison.Ordinal),
        "milliseconds" => Pick("时间戳{0}", "at {0} the feed stopped", "{0}", "timestamp: {0}, seq 7").Replace("{0}", $"{Number(1_500_000_000, 1_900_000_000)}{Digits(3)}", StringComparison.Ordinal),
        "stocks" => $"{Pick("我持有", "证券账户里的", "", "My account holds ")}{Pick("600", "000", "300", "688")}{Digits(3)}{Pick("怎么样", "，", ".SH", "跌了")}{Pick("600", "002")}{Digits(3)}",
        "order numbers" => Pick("订单号{0}未成交", "{0}", "委托编号：{0}", "order {0} is pending").Replace("{0}", Digits(18), StringComparison.Ordinal),
        "labelled orders that look like ids" => Pick("订单号{0}", "流水号：{0}，失败", "order no. {0}", "合同编号{0}").Replace("{0}", LikeId(), StringComparison.Ordinal),
        "bare orders that look like ids" => Pick("{0}", "查一下{0}").Replace("{0}", LikeId(), StringComparison.Ordinal),
        "bare 16-digit numbers" => Pick("{0}", "查一下{0}", "see {0} please").Replace("{0}", Digits(16), StringComparison.Ordinal),
        "16-digit orders" => Pick("订单号{0}", "{0}", "交易号 {0}", "transaction {0} failed").Replace("{0}", $"2026{Number(1, 12):00}{Number(1, 28):00}{Digits(8)}", StringComparison.Ordinal),
        "amounts" => Pick("成交额{0}元", "revenue of ${0}", "{0}", "净利润为{0}").Replace("{0}", Number(1_000_000, 2_000_000_000).ToString("N" + Number(0, 2), CultureInfo.InvariantCulture), StringComparison.Ordinal),
        "round amounts" => Pick("市值{0}元", "约{0}股", "¥{0}", "总资产{0}", "转账{0}元").Replace("{0}", $"1{Number(3, 9)}{Digits(9)}", StringComparison.Ordinal),
        "dates" => Pick($"{Number(1990, 2026)}年{Number(1, 12)}月{Number(1, 28)}日上市", $"20{Number(10, 26)}-{Number(1, 12):00}-{Number(10, 28)} 发布", $"on {Number(1, 28)} Jan {Number(1990, 2026)} the fund", $"20{Number(10, 26)}1{Number(0, 2)}{Number(10, 28)}收盘"),
        "percentages" => $"{Pick("涨", "收益率", "yield ")}{Number(0, 99)}.{Digits(Number(1, 6))}%，{Number(0, 9)}.{Digits(2)}％",
        "versions" => $"v{Number(1, 20)}.{Number(0, 99)}.{Number(0, 9999)} build {Digits(8)}",
        "ISIN" => $"{Pick("ISIN ", "")}{Pick("US", "CN", "HK", "DE", "GB")}{Digits(10)}",
        "CUSIP" => $"{Pick("CUSIP ", "")}{Digits(6)}{Pick("AB", "10", "C3")}{Digits(1)}",
        "LEI" => $"{Pick("LEI ", "")}{Digits(4)}00{Upper(12)}{Digits(2)}",
        "entity codes" => $"{Pick("统一社会信用代码", "")}9131{Digits(4)}{Pick("MA", Digits(2))}{Upper(7)}{Digits(1)}",
        "hotlines" => Pick($"客服热线95{Digits(3)}", $"拨打400-{Digits(3)}-{Digits(4)}", $"电话021-{Digits(8)}", $"call 1-800-{Digits(3)}-{Digits(4)}", $"投诉请打12386"),
        "funds" => $"{Pick("基金", "基金代码", "买入")}{Pick("51", "15", "00", "16")}{Digits(4)}{Pick("净值", "，", "定投")}{Number(1, 3)}.{Digits(4)}",
        "contracts" => Pick($"合同号HT-2026-{Digits(11)}", $"协议{Upper(2)}{Digits(11)}生效", $"contract no. {Upper(3)}{Digits(8)}", $"保单P{Digits(15)}"),
        "tables" => string.Join(Pick(" ", "  ", "\t", " | "), Enumerable.Range(0, 8).Select(_ => Pick(Digits(3), Digits(4), $"{Digits(2)}.{Digits(2)}", $"-{Digits(3)}"))),
        "rates" => $"USD/CNY {Number(6, 7)}.{Digits(4)}，3M SHIBOR {Number(1, 3)}.{Digits(4)}，IF26{Number(10, 12)} {Digits(4)}.{Digits(1)}",
        "addresses of machines" => $"10.{Number(0, 255)}.{Number(0, 255)}.{Number(0, 255)}:{Number(1000, 65000)}",
        "hashes" => Convert.ToHexStringLower(Bytes(16)),
        _ => $"总股本{Number(1, 99)}{Digits(8)}股，{Pick("买入", "卖出")}{Number(1, 99)}00股，每股{Number(1, 99)}.{Digits(2)}元",
    };

    // Region and date of a resident id, and any last digit: one in eleven passes every check there is.
    private string LikeId() => Pick("110101", "310104", "440305") + $"{Number(1950, 2010)}{Number(1, 12):00}{Number(1, 28):00}{Digits(4)}";

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Upper(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "0123456789ABCDEFGHJKLMNPQRTUWXY"[_random.Next(31)]));

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + _random.Next(10))));

    private int Number(int from, int to) => _random.Next(from, to + 1);

    private T Pick<T>(params T[] all) => all[_random.Next(all.Length)];
}
