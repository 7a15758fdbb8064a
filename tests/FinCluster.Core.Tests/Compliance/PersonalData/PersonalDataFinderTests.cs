using FinCluster.Core.Compliance.PersonalData;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

public sealed class PersonalDataFinderTests
{
    [Theory]
    [InlineData("身份证110101190001010014", PersonalDataKind.ResidentId, "110101190001010014")]
    [InlineData("110101 19000101 0014", PersonalDataKind.ResidentId, "110101190001010014")]
    [InlineData("１１０１０１１９０００１０１００１４。", PersonalDataKind.ResidentId, "110101190001010014")]
    [InlineData("我的老身份证是110101900101001", PersonalDataKind.ResidentId, "110101900101001")]
    [InlineData("手机号13800138000,谢谢", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("+86 138-0013-8000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("008613800138000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("86-138 0013 8000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("138.0013.8000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("138\u200b0013\u200b8000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("1 3 8 0 0 1 3 8 0 0 0", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("打我电话一三八零零一三八零零零", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("幺三八 零零幺三 八零零零", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("第一13800138000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("Tel13800138000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("银行卡6222020000000000000", PersonalDataKind.BankCard, "6222020000000000000")]
    [InlineData("6222 0200 0000 0000 000", PersonalDataKind.BankCard, "6222020000000000000")]
    [InlineData("4111-1111-1111-1111", PersonalDataKind.BankCard, "4111111111111111")]
    [InlineData("3782 822463 10005", PersonalDataKind.BankCard, "378282246310005")]
    [InlineData("股东账户A000000001", PersonalDataKind.BrokerageAccount, "A000000001")]
    [InlineData("资金账号000000123456", PersonalDataKind.BrokerageAccount, "000000123456")]
    [InlineData("資金帳號：000000123456", PersonalDataKind.BrokerageAccount, "000000123456")]
    [InlineData("my brokerage account is 0000-123456.", PersonalDataKind.BrokerageAccount, "0000123456")]
    [InlineData("客户号 123456", PersonalDataKind.BrokerageAccount, "123456")]
    [InlineData("HKID A123456(3)", PersonalDataKind.HongKongId, "A1234563")]
    [InlineData("a123456（3）", PersonalDataKind.HongKongId, "A1234563")]
    [InlineData("香港身份证A1234563", PersonalDataKind.HongKongId, "A1234563")]
    [InlineData("My SSN is 078-05-1120 and", PersonalDataKind.SocialSecurity, "078051120")]
    [InlineData("SSN: 078051120", PersonalDataKind.SocialSecurity, "078051120")]
    [InlineData("to GB33BUKB20201555555555 and confirm", PersonalDataKind.Iban, "GB33BUKB20201555555555")]
    [InlineData("GB33 BUKB 2020 1555 5555 55", PersonalDataKind.Iban, "GB33BUKB20201555555555")]
    [InlineData("写信到Zhang.San@example.com。", PersonalDataKind.Email, "zhang.san@example.com")]
    [InlineData("zhang_san＠example．com", PersonalDataKind.Email, "zhang_san@example.com")]
    [InlineData("jane (at) example (dot) com", PersonalDataKind.Email, "jane@example.com")]
    [InlineData("13800138000@example.com", PersonalDataKind.Email, "13800138000@example.com")]
    [InlineData("passport X00000000, thanks", PersonalDataKind.Passport, "X00000000")]
    [InlineData("护照号码E12345678", PersonalDataKind.Passport, "E12345678")]
    [InlineData("DOB 1 Jan 1900. Following", PersonalDataKind.BirthDate, "1 jan 1900")]
    [InlineData("born on January 1st, 1900 in Paris", PersonalDataKind.BirthDate, "january 1st, 1900")]
    [InlineData("出生日期：1990年1月2日", PersonalDataKind.BirthDate, "1990-1-2")]
    [InlineData("我生日是1990/01/02", PersonalDataKind.BirthDate, "1990-01-02")]
    [InlineData("生于一九九〇年十二月二日", PersonalDataKind.BirthDate, "一九九〇-十二-二")]
    [InlineData("{\"phone\":\"13800138000\"}", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("{\"account_no\": \"12345678\"}", PersonalDataKind.BrokerageAccount, "12345678")]
    [InlineData("2026-11-23 13:05 13800138000手机号码无法登录", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("电话:138 00 13 80 00", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("我的微信wx13800138000", PersonalDataKind.Mobile, "13800138000")]
    [InlineData("acct#12345678", PersonalDataKind.BrokerageAccount, "12345678")]
    [InlineData("生日90年5月3日", PersonalDataKind.BirthDate, "90-5-3")]
    [InlineData("DOB: 01/02/1990", PersonalDataKind.BirthDate, "01-02-1990")]
    [InlineData("SSN 078 05 1120", PersonalDataKind.SocialSecurity, "078051120")]
    public void Find_Value_ItsKindAndCanonicalForm(string text, PersonalDataKind kind, string value)
    {
        PersonalDataMatch match = Assert.Single(PersonalDataFinder.Find(text));

        Assert.Equal(kind, match.Kind);
        Assert.Equal(value, match.Value);
    }

    [Theory]
    [InlineData("身份证110101190001010011", "a wrong check digit")]
    [InlineData("110101190002300014", "no such date")]
    [InlineData("110101900101001", "15 digits without a word for them")]
    [InlineData("1700000000000 1732320000123", "timestamps")]
    [InlineData("时间戳1700000000003", "a timestamp that passes Luhn or not")]
    [InlineData("订单号13800138000", "an order")]
    [InlineData("成交额13800138000元", "an amount")]
    [InlineData("市值15000000000", "an amount")]
    [InlineData("4111111111111112", "a wrong check digit")]
    [InlineData("客服热线95588，400-800-1234", "hotlines")]
    [InlineData("call 1-800-238-4935", "a number of another country")]
    [InlineData("资金账号有问题，我买了600519", "a stock after a comma")]
    [InlineData("1.13800138000", "a decimal")]
    [InlineData("600519、000001、300750", "stocks")]
    [InlineData("证券账户600519亏了", "a stock behind the word for an account")]
    [InlineData("A123456(4)", "a wrong check digit")]
    [InlineData("A1234563", "an id without brackets or a word")]
    [InlineData("GB33BUKB20201555555556", "a wrong check digit")]
    [InlineData("US0378331005 037833100 5493001KJTIIGC8Y1R12", "ISIN, CUSIP, LEI")]
    [InlineData("91310000MA1K000006", "an entity's code")]
    [InlineData("000-12-3456", "an area that is not given out")]
    [InlineData("合同HT-2026-13800138000", "a part of a contract's number")]
    [InlineData("1990年1月2日成立", "a date that is nobody's birth")]
    [InlineData("price@3.5 and @someone", "no address")]
    [InlineData("[PHONE_1] [ACCOUNT_123456]", "tokens")]
    public void Find_OtherNumber_Nothing(string text, string why) => Assert.True(PersonalDataFinder.Find(text).Count == 0, why);

    [Fact]
    public void Find_SeveralInASentence_PlacesInTheTextAsItWasGiven()
    {
        const string text = "我手机号１３８\u200b００１３８０００,银行卡6222020000000000000,昨天银证转账";

        IReadOnlyList<PersonalDataMatch> matches = PersonalDataFinder.Find(text);

        Assert.Equal(["１３８\u200b００１３８０００", "6222020000000000000"], matches.Select(match => text.Substring(match.Start, match.Length)));
    }

    [Fact]
    public void Find_ListBehindOneWord_AllOfThem() =>
        Assert.Equal(["A000000001", "A000000002"], PersonalDataFinder.Find("股东账户A000000001和A000000002").Select(match => match.Value));

    [Fact]
    public void ToString_Match_HasNoValue() =>
        Assert.Equal("Mobile at 3, 11 characters", Assert.Single(PersonalDataFinder.Find("手机号13800138000")).ToString());
}
