using System.Buffers;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>How close a context word stands before a value.</summary>
internal enum Closeness
{
    /// <summary>There is none, or other things stand between.</summary>
    None,

    /// <summary>A few other words stand between.</summary>
    Near,

    /// <summary>Only words such as "number is" and punctuation stand between.</summary>
    Adjacent,
}

/// <summary>The words that say what a number is. Lower case, simplified characters.</summary>
internal static class Labels
{
    public static readonly string[] ResidentId = ["身份证", "身份号", "公民身份", "证件号", "居民证", "id card", "identity card", "id number", "id no", "resident id", "national id"];
    public static readonly string[] Mobile = ["手机", "电话", "联系方式", "联系", "致电", "拨打", "微信", "来电", "短信", "回电", "本机", "mobile", "phone", "tel", "telephone", "cell", "cellphone", "call", "call me at", "reach me at", "text me at", "wechat", "whatsapp", "sms", "mob"];
    public static readonly string[] Card = ["银行卡", "卡号", "储蓄卡", "借记卡", "信用卡", "工资卡", "银联卡", "尾号", "银行账号", "银行账户", "card", "card number", "visa", "mastercard", "amex", "pan", "debit", "credit card", "unionpay", "bank account", "account number"];
    public static readonly string[] Account = ["股东账户", "股东账号", "股东代码", "股东卡", "股东号", "证券账户", "证券账号", "资金账号", "资金账户", "资产账号", "资产账户", "客户号", "客户代码", "客户编号", "基金账号", "基金账户", "交易账号", "交易账户", "信用账户", "信用账号", "期货账户", "期货账号", "股票账户", "股票账号", "理财账号", "brokerage account", "account number", "account no", "account id", "trading account", "securities account", "fund account", "cash account", "custody account", "investment account", "margin account", "client id", "client number", "client no", "customer id", "customer number", "acct no", "a/c no"];
    public static readonly string[] PlainAccount = ["账户", "账号", "account", "acct", "a/c"];
    public static readonly string[] HongKongId = ["身份证", "香港身份", "hkid", "hk id", "identity card", "id card", "hkid no", "id number", "id no"];
    public static readonly string[] SocialSecurity = ["ssn", "social security", "social security number", "社会安全号", "社会安全码", "社安号", "社会保障号", "itin", "taxpayer id", "tax id"];
    public static readonly string[] Passport = ["护照", "passport"];
    public static readonly string[] Birth = ["出生日期", "出生年月日", "出生年月", "出生于", "出生", "生日", "生于", "dob", "d.o.b", "d.o.b.", "date of birth", "birth date", "birthdate", "birthday", "born", "born on"];

    /// <summary>Words after which a number that passes every check is still no personal data.</summary>
    public static readonly string[] Other =
    [
        "订单号", "订单编号", "订单", "单号", "流水号", "流水", "交易号", "委托号", "委托编号", "成交编号", "合同号", "合同编号", "合同", "协议号", "协议编号", "编号", "序列号", "批次号", "批次", "凭证号",
        "发票号", "发票", "运单", "时间戳", "金额", "成交额", "成交量", "市值", "总股本", "股本", "营收", "收入", "净利润", "利润", "余额", "总资产", "净资产", "规模", "信用代码", "机构代码", "基金代码", "证券代码",
        "股票代码", "产品代码", "代码", "备案号", "请求号", "日志", "合计", "共计", "总计", "成交", "市值约",
        "timestamp", "epoch", "ts", "order", "order no", "order number", "order id", "invoice", "reference", "ref", "trace", "trace id", "transaction", "transaction id", "txn", "txid", "contract", "contract no", "serial",
        "lei", "isin", "cusip", "amount", "volume", "revenue", "market cap", "turnover", "balance", "total", "uid", "request id", "build", "version", "rmb", "cny", "usd", "hkd", "batch", "ticket", "tracking",
    ];

    private static readonly string[] FillerWords =
        ["is", "no", "nr", "number", "numbers", "num", "are", "was", "my", "of", "the", "it", "its", "s", "id", "and", "on", "in", "as", "follows", "here", "date", "holder", "ending", "in", "at", "me"];

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("。！!？?\n;");

    private const string FillerCharacters = " :=#\"'“”‘’「」()[]-是为号码编就即的我你了写成填这叫下、和与及/&*`|>.;";
    private const string ListSeparators = "、和与及,/&";
    private const int MaxContext = CandidateReader.ContextLength + CandidateReader.MaxLength;

    /// <summary>Looks for the closest label at the end of a context.</summary>
    /// <param name="context">The folded text before a value.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="reach">How many characters may stand between and still be near.</param>
    public static Closeness Find(ReadOnlySpan<char> context, string[] labels, int reach)
    {
        if (context.Length > MaxContext)
        {
            context = context[^MaxContext..];
        }

        Span<char> lower = stackalloc char[context.Length];
        for (int i = 0; i < context.Length; i++)
        {
            lower[i] = Simplify(context[i]);
        }

        int end = -1;
        foreach (string label in labels)
        {
            end = Math.Max(end, EndOfLast(lower, label));
        }

        return end < 0 ? Closeness.None : Judge(lower[end..], reach);
    }

    private static Closeness Judge(ReadOnlySpan<char> gap, int reach)
    {
        if (IsFiller(gap))
        {
            return Closeness.Adjacent;
        }

        return gap.Length <= reach && !gap.ContainsAny(SentenceEnds) && !gap.ContainsAnyInRange('0', '9') ? Closeness.Near : Closeness.None;
    }

    // An English label is a word of its own; digits may touch it.
    private static int EndOfLast(ReadOnlySpan<char> text, ReadOnlySpan<char> label)
    {
        bool isEnglish = label[0] < 0x80;
        while (true)
        {
            int at = text.LastIndexOf(label);
            if (at < 0)
            {
                return -1;
            }

            int end = at + label.Length;
            if (!isEnglish || ((at == 0 || !Numerals.IsLetter(text[at - 1])) && (end == text.Length || !Numerals.IsLetter(text[end]))))
            {
                return end;
            }

            text = text[..(end - 1)];
        }
    }

    // Values before this one in a list are passed over: "accounts 0000-123456 and 0000-123457".
    private static bool IsFiller(ReadOnlySpan<char> gap)
    {
        bool isAfterValue = false;
        for (int i = 0; i < gap.Length;)
        {
            int end = i;
            int digits = 0;
            while (end < gap.Length && (char.IsAsciiLetterOrDigit(gap[end]) || (digits > 0 && gap[end] == '-')))
            {
                digits += Numerals.IsDigit(gap[end]) ? 1 : 0;
                end++;
            }

            if (end == i)
            {
                isAfterValue = isAfterValue && !ListSeparators.Contains(gap[i], StringComparison.Ordinal);
                if (!FillerCharacters.Contains(gap[i], StringComparison.Ordinal) && gap[i] != ',')
                {
                    return false;
                }

                if (gap[i] == ',' && (i == 0 || !Numerals.IsDigit(gap[i - 1])))
                {
                    return false;
                }

                i++;
                continue;
            }

            ReadOnlySpan<char> word = gap[i..end];
            if (digits >= 6)
            {
                isAfterValue = true;
            }
            else if (!IsFillerWord(word))
            {
                return false;
            }
            else
            {
                isAfterValue = isAfterValue && !word.SequenceEqual("and");
            }

            i = end;
        }

        return !isAfterValue;
    }

    private static bool IsFillerWord(ReadOnlySpan<char> word)
    {
        foreach (string filler in FillerWords)
        {
            if (word.SequenceEqual(filler))
            {
                return true;
            }
        }

        return false;
    }

    private static char Simplify(char c) => c switch
    {
        >= 'A' and <= 'Z' => (char)(c | 0x20),
        '_' => ' ',
        < '\u3000' => c,
        '賬' or '帳' or '帐' => '账',
        '戶' => '户',
        '號' => '号',
        '碼' => '码',
        '資' => '资',
        '證' => '证',
        '機' => '机',
        '電' => '电',
        '話' => '话',
        '護' => '护',
        '銀' => '银',
        '東' => '东',
        '聯' => '联',
        '為' => '为',
        '儲' => '储',
        '貨' => '货',
        '訂' => '订',
        '單' => '单',
        '編' => '编',
        '於' => '于',
        _ => c,
    };
}
