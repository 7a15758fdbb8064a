using System.Globalization;
using FinCluster.Core.Compliance.PersonalData;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

/// <summary>A text that holds one synthetic value, and where.</summary>
public sealed record Vector(PersonalDataKind Kind, string Text, int Start, int Length);

/// <summary>Makes synthetic personal data in every format, spacing, width and sentence, the same ones each time.</summary>
internal sealed class Vectors(int seed)
{
    private readonly Random _random = new(seed);

    private static readonly Dictionary<PersonalDataKind, string[]> Sentences = new()
    {
        [PersonalDataKind.ResidentId] = ["{0}", "我的身份证号是{0}，请帮我查一下", "身份证：{0}。", "开户人{0}办理销户", "My id number is {0}, please check it.", "（{0}）已核验", "他写的是{0}"],
        [PersonalDataKind.Mobile] = ["{0}", "我手机号{0},谢谢", "请致电{0}。", "联系方式：{0}", "Call me on {0} tomorrow.", "mobile: {0}", "打{0}找我就行", "留个号 {0} 吧"],
        [PersonalDataKind.BankCard] = ["{0}", "银行卡{0},昨天转账没到账", "转到{0}这张卡", "卡号：{0}。", "My card {0} was charged twice.", "Please debit {0} today.", "尾款打{0}"],
        [PersonalDataKind.BrokerageAccount] = ["股东账户{0}", "资金账号：{0}，打新额度怎么算", "我的客户号是{0}。", "證券賬戶號碼為{0}", "My brokerage account is {0}.", "account number {0}, please close it", "trading account no. {0}", "基金账号 {0} 查询", "资金账户（普通）{0}", "我的资金账号 在招商是{0}", "my acct {0} is locked", "Client ID: {0}"],
        [PersonalDataKind.HongKongId] = ["香港身份证{0}", "HKID {0}, thanks", "身份證號碼：{0}", "my HKID no. is {0}."],
        [PersonalDataKind.SocialSecurity] = ["My SSN is {0}.", "SSN: {0}, please", "social security number {0}", "社会安全号{0}已填"],
        [PersonalDataKind.Iban] = ["{0}", "IBAN {0} and confirm the rate", "汇款到{0}。", "please pay {0}, thanks", "收款账户：{0}，德国"],
        [PersonalDataKind.Email] = ["{0}", "发到{0}。", "Write to {0}, please.", "邮箱：{0}，谢谢", "my address is {0}."],
        [PersonalDataKind.Passport] = ["护照{0}", "护照号码：{0}，下月到期", "passport {0}, thanks", "my passport number is {0}.", "持護照{0}開戶"],
        [PersonalDataKind.BirthDate] = ["出生日期：{0}", "我的生日是{0}，能开户吗", "DOB {0}, thanks", "date of birth: {0}.", "I was born on {0} in Paris", "生于{0}，已退休"],
    };

    // Wordings that were written after the rules, so that the rules were not made for them.
    private static readonly Dictionary<PersonalDataKind, string[]> Wordings = new()
    {
        [PersonalDataKind.ResidentId] = ["麻烦核对一下，我老婆的证件是{0}", "ID: {0}", "实名信息 {0} 张三", "{0}/张三", "合同里我的身份证写错了，应为{0}"],
        [PersonalDataKind.Mobile] = ["有问题随时联系我{0}", "手机换成{0}了", "my number is {0}", "{0}(微信同号)", "原预留号码{0}已停用", "订单没到账，回我{0}"],
        [PersonalDataKind.BankCard] = ["从{0}扣款失败", "绑的卡是{0}", "{0} (exp 12/29)", "卡号尾数不对，应该是{0}吧", "refund to {0} instead"],
        [PersonalDataKind.BrokerageAccount] = ["股东卡号{0}", "我账户是{0}，想转户", "acct. no. {0}", "my Fidelity account number ({0}) shows zero", "转托管的股东代码 {0} 填错了", "资金账号填的{0}"],
        [PersonalDataKind.HongKongId] = ["HK ID card no. {0}", "香港居民身份证 {0}", "My Hong Kong identity card is {0}"],
        [PersonalDataKind.SocialSecurity] = ["my social security no is {0}", "the last applicant's SSN was {0}", "SSN/ITIN: {0}", "美国社会安全号码是{0}"],
        [PersonalDataKind.Iban] = ["acc {0}.", "{0} (BIC BUKBGB22)", "beneficiary's IBAN={0}", "对方账号{0}"],
        [PersonalDataKind.Email] = ["联系人 {0}；", "cc:{0}", "<{0}>", "发{0}吧", "mailto:{0}"],
        [PersonalDataKind.Passport] = ["护照本 {0}", "my US passport, number {0}", "passport no: {0}", "持有中国护照，号码是{0}", "Passport #{0}"],
        [PersonalDataKind.BirthDate] = ["D.O.B.: {0}", "born {0}", "本人出生年月日为{0}", "my birthday is on {0}", "生日：{0}，男"],
    };

    /// <summary>A value in a wording that the rules were not made for.</summary>
    public Vector NextOther(PersonalDataKind kind) => Next(kind, Pick(Wordings[kind]));

    /// <summary>Every kind in turn.</summary>
    public IEnumerable<Vector> Take(int count)
    {
        PersonalDataKind[] kinds = Enum.GetValues<PersonalDataKind>();
        for (int i = 0; i < count; i++)
        {
            yield return Next(kinds[i % kinds.Length]);
        }
    }

    public Vector Next(PersonalDataKind kind) => Next(kind, Pick(Sentences[kind]));

    private Vector Next(PersonalDataKind kind, string sentence)
    {
        string value = Disguise(Value(kind));
        int start = sentence.IndexOf('{', StringComparison.Ordinal);
        return new Vector(kind, sentence.Replace("{0}", value, StringComparison.Ordinal), start, value.Length);
    }

    private string Value(PersonalDataKind kind) => kind switch
    {
        PersonalDataKind.ResidentId => Group(ResidentId(), [18], [18], [6, 8, 4], [4, 4, 4, 4, 2]),
        PersonalDataKind.Mobile => Mobile(),
        PersonalDataKind.BankCard => Group(Card(), [19], [19], [4, 4, 4, 4, 3]),
        PersonalDataKind.BrokerageAccount => Pick("A" + Digits(9), "0" + Digits(9), Digits(10), Digits(12), Digits(8), "0000-" + Digits(6), "Z" + Digits(2) + "-" + Digits(6)),
        PersonalDataKind.HongKongId => HongKongId(),
        PersonalDataKind.SocialSecurity => Pick("{0}-{1}-{2}", "{0}{1}{2}", "{0} {1} {2}").Replace("{0}", $"{Number(1, 665):000}", StringComparison.Ordinal)
            .Replace("{1}", $"{Number(1, 99):00}", StringComparison.Ordinal).Replace("{2}", $"{Number(1, 9999):0000}", StringComparison.Ordinal),
        PersonalDataKind.Iban => Group(Iban(), [34], [4, 4, 4, 4, 4, 4, 4, 4, 4]),
        PersonalDataKind.Email => Email(),
        PersonalDataKind.Passport => Pick("E" + Digits(8), "G" + Digits(8), "EA" + Digits(7), Digits(9), "K" + Digits(8), "X" + Digits(8)),
        _ => BirthDate(),
    };

    private string ResidentId()
    {
        string body = Pick("110101", "310104", "440305", "510107", "330106", "650102") + $"{Number(1940, 2010)}{Number(1, 12):00}{Number(1, 28):00}" + Digits(3);
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        int sum = body.Select((digit, i) => (digit - '0') * weights[i]).Sum();
        char check = "10X98765432"[sum % 11];
        return body + (check == 'X' && _random.Next(2) == 0 ? 'x' : check);
    }

    private string Mobile()
    {
        string body = "1" + Pick("38", "39", "50", "77", "86", "99", "31") + Digits(7) + "5";
        if (_random.Next(8) == 0)
        {
            string numerals = _random.Next(2) == 0 ? "零一二三四五六七八九" : "〇幺二三四五六七八九";
            return string.Concat(body.Select(digit => numerals[digit - '0']));
        }

        return Pick("", "", "", "+86", "+86 ", "86", "0086", "+86-") + Group(body, [11], [11], [3, 4, 4]);
    }

    private string Card()
    {
        (string issuer, int length) = _random.Next(6) switch
        {
            0 => ("622" + Digits(3), 16),
            1 => ("4" + Digits(5), 16),
            2 => ("5" + Number(1, 5) + Digits(4), 16),
            3 => ("37" + Digits(4), 15),
            _ => ("62" + Digits(4), 19),
        };
        string body = issuer + Digits(length - issuer.Length - 1);
        int sum = 0;
        for (int i = 0; i < body.Length; i++)
        {
            int digit = (body[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return body + ((10 - (sum % 10)) % 10);
    }

    private string HongKongId()
    {
        string letters = Pick("A", "C", "K", "R", "Z", "AB", "WX");
        string digits = Digits(6);
        int sum = letters.Length == 1 ? 324 : 9 * (letters[0] - 'A' + 10);
        sum += 8 * (letters[^1] - 'A' + 10);
        sum += digits.Select((digit, i) => (7 - i) * (digit - '0')).Sum();
        int check = (11 - (sum % 11)) % 11;
        string text = check == 10 ? "A" : check.ToString(CultureInfo.InvariantCulture);
        return letters + digits + Pick($"({text})", $"({text})", text, $"（{text}）");
    }

    private string Iban()
    {
        (string country, string body) = _random.Next(4) switch
        {
            0 => ("GB", "BUKB" + Digits(14)),
            1 => ("DE", Digits(18)),
            2 => ("FR", Digits(10) + "AB" + Digits(11)),
            _ => ("CH", Digits(17)),
        };
        int rest = 0;
        foreach (char c in body + country + "00")
        {
            rest = char.IsDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return $"{country}{98 - rest:00}{body}";
    }

    private string Email() => Pick("zhang.san", "li_si", "jane-doe", "j", "user" + Digits(3), "138" + Digits(8), "a+b") + Pick("@", "@", "@", "＠", "(at)", " [at] ")
        + Pick("example.com", "mail.example.org", "example.com.cn", "a-b.example.net");

    private string BirthDate()
    {
        int year = Number(1930, 2010);
        int month = Number(1, 12);
        int day = Number(1, 28);
        string name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);
        return Pick($"{year}年{month}月{day}日", $"{year}-{month:00}-{day:00}", $"{year}/{month}/{day}", $"{year}.{month:00}.{day:00}", $"{year}{month:00}{day:00}", $"{day} {name[..3]} {year}",
            $"{name} {day}, {year}", $"{day}/{month}/{year}");
    }

    // Groups with one separator, full width, or characters without width between: one at most, or nobody would write it.
    private string Group(string digits, params int[][] patterns)
    {
        int[] pattern = Pick(patterns);
        char separator = Pick(' ', '-', ' ');
        var parts = new List<string>();
        int at = 0;
        foreach (int length in pattern)
        {
            if (at < digits.Length)
            {
                parts.Add(digits[at..Math.Min(digits.Length, at + length)]);
                at += length;
            }
        }

        return string.Join(separator, parts);
    }

    private string Disguise(string value) => _random.Next(6) switch
    {
        0 => string.Concat(value.Select(c => c is > ' ' and < '\x7f' ? (char)(c + 0xfee0) : c)),
        1 => string.Join('\u200b', value.ToCharArray()),
        2 => value.Insert(_random.Next(1, value.Length), Pick("\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad")),
        3 => value.Replace('-', Pick('\u2013', '\u2014', '\u2011', '－')).Replace(' ', Pick('\u00a0', '\u3000', '\u2009')),
        _ => value,
    };

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + _random.Next(10))));

    private int Number(int from, int to) => _random.Next(from, to + 1);

    private T Pick<T>(params T[] all) => all[_random.Next(all.Length)];
}
