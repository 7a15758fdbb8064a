using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Tenants;

public sealed class ApiKeyTests
{
    [Fact]
    public void Create_TwoKeys_AreDifferentAndHashToTheirRecords()
    {
        (string first, ApiKeyRecord record) = ApiKey.Create(DateTimeOffset.UnixEpoch);
        (string second, _) = ApiKey.Create(DateTimeOffset.UnixEpoch);

        Assert.Matches("^fk_[A-Za-z0-9_-]{43}$", first);
        Assert.NotEqual(first, second);
        Assert.True(ApiKey.TryHash(first, out ApiKeyHash hash));
        Assert.Equal(record.Hash, hash);
        Assert.Matches("^[0-9a-f]{64}$", hash.Value);
        Assert.DoesNotContain(record.Id[4..], first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("any")]
    [InlineData("fk_short")]
    [InlineData("sk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("fk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")]
    [InlineData("fk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("fk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa密钥")]
    public void TryHash_NoKey_IsFalse(string text) => Assert.False(ApiKey.TryHash(text, out _));

    [Theory]
    [InlineData("acme", true)]
    [InlineData("a.b-c_9", true)]
    [InlineData("", false)]
    [InlineData("a{b}", false)]
    [InlineData("a b", false)]
    [InlineData("券商", false)]
    public void TenantId_Text_IsReadOrRefused(string text, bool expected) => Assert.Equal(expected, TenantId.TryParse(text, out _));
}
