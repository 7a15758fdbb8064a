using System.Text.Json;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

public sealed class MaskVaultTests
{
    private readonly MaskVault _vault = new();

    [Fact]
    public void Mask_SameValueInOtherSpelling_SameToken()
    {
        string masked = _vault.Mask("13800138000，再说一遍：+86 138-0013-8000，也可打13900139000");

        Assert.Equal("[PHONE_1]，再说一遍：[PHONE_1]，也可打[PHONE_2]", masked.Replace("+", "", StringComparison.Ordinal));
        Assert.Equal(2, _vault.Counts[PersonalDataKind.Mobile]);
    }

    [Fact]
    public void TryReveal_Token_TheValueAsItWasWritten()
    {
        _vault.Mask("打１３８-0013-8000");

        Assert.True(_vault.TryReveal("[PHONE_1]", out string? value));
        Assert.Equal("１３８-0013-8000", value);
        Assert.False(_vault.TryReveal("[PHONE_2]", out _));
    }

    [Fact]
    public void Mask_TextThatSpellsAToken_StaysAndTheNumberIsNotGiven()
    {
        string masked = _vault.Mask("我写了[PHONE_1]和13800138000");

        Assert.Equal("我写了[PHONE_1]和[PHONE_2]", masked);
        Assert.False(_vault.TryReveal("[PHONE_1]", out _));
    }

    [Fact]
    public void Reserve_EarlierTurn_ItsTokensAreNotGiven()
    {
        _vault.Reserve("打[PHONE_1]，或[PHONE_3]，[[EMAIL_1]");

        Assert.Equal("[PHONE_2] [PHONE_4] [EMAIL_2]", _vault.Mask("13800138000 13900139000 a@example.com"));
    }

    [Fact]
    public void Reserve_EveryNumber_IsMaskedAndNotRevealed()
    {
        _vault.Reserve(string.Concat(Enumerable.Range(1, 999).Select(number => $"[PHONE_{number}]")));

        Assert.Equal("[PHONE_0]", _vault.Mask("13800138000"));
        Assert.False(_vault.TryReveal("[PHONE_0]", out _));
    }

    [Fact]
    public void Mask_MoreThanTheCapacity_IsMaskedAndNotRevealed()
    {
        string masked = _vault.Mask(string.Join('，', Enumerable.Range(0, MaskVault.Capacity + 2).Select(i => $"{13800138000 + i}")));

        Assert.EndsWith($"[PHONE_{MaskVault.Capacity}]，[PHONE_0]，[PHONE_0]", masked, StringComparison.Ordinal);
        Assert.False(_vault.TryReveal("[PHONE_0]", out _));
        Assert.Equal("[PHONE_1]", _vault.Mask("13800138000"));
    }

    [Fact]
    public void Mask_MaskedText_StaysAsItIs()
    {
        string masked = _vault.Mask("手机13800138000，身份证110101190001010014，资金账号000000123456");

        Assert.Same(masked, _vault.Mask(masked));
    }

    [Theory]
    [InlineData("什么是可转债？")]
    [InlineData("市盈率为12.5倍，600519今日涨3.2%，2026年11月23日成交额1,234,567元")]
    public void Mask_NothingToMask_SameInstanceWithoutAllocation(string text)
    {
        Assert.Same(text, _vault.Mask(text));
        long bytes = Allocations.Least(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                _vault.Mask(text);
            }
        });
        Assert.InRange(bytes, 0, text.Any(char.IsAsciiDigit) ? 64_000 : 0);
    }

    [Fact]
    public void TextForms_Values_AreNotInThem()
    {
        _vault.Mask("13800138000");

        Assert.Equal("1 masked values", _vault.ToString());
        Assert.DoesNotContain("138", JsonSerializer.Serialize(_vault), StringComparison.Ordinal);
    }
}
