using FinCluster.Core.Compliance.PersonalData;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

/// <summary>Whole questions of customers, with synthetic data.</summary>
public sealed class ReferencePromptTests
{
    [Theory]
    [InlineData(
        "My SSN is 078-05-1120 and my brokerage account is 0000-123456. Can I contribute to a Roth IRA if I also have a 401(k)?",
        "My SSN is [SSN_1] and my brokerage account is [ACCOUNT_1]. Can I contribute to a Roth IRA if I also have a 401(k)?")]
    [InlineData(
        "“Hi, this is Jane Doe, passport X00000000, DOB 1 Jan 1900. Following our call, please move the proceeds of my Q3 redemption to IBAN GB33BUKB20201555555555 and confirm the early-redemption fee of 0.75%.”",
        "“Hi, this is Jane Doe, passport [PASSPORT_1], DOB [DOB_1]. Following our call, please move the proceeds of my Q3 redemption to IBAN [IBAN_1] and confirm the early-redemption fee of 0.75%.”")]
    [InlineData(
        "我手机号13800138000,银行卡6222020000000000000,昨天银证转账两万元还没到账,一般是什么原因?",
        "我手机号[PHONE_1],银行卡[CARD_1],昨天银证转账两万元还没到账,一般是什么原因?")]
    [InlineData(
        "我的沪市股东账户A000000001,资金账号000000123456,请告诉我打新额度一般怎么计算。",
        "我的沪市股东账户[ACCOUNT_1],资金账号[ACCOUNT_2],请告诉我打新额度一般怎么计算。")]
    public void Mask_Question_TokensStandForTheData(string text, string expected) => Assert.Equal(expected, new MaskVault().Mask(text));
}
