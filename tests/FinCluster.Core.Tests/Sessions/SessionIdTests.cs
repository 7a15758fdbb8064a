using FinCluster.Core.Sessions;

namespace FinCluster.Core.Tests.Sessions;

public sealed class SessionIdTests
{
    [Fact]
    public void New_ManyIds_AreDistinctAndValid()
    {
        SessionId[] ids = [.. Enumerable.Range(0, 1_000).Select(_ => SessionId.New())];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^ses_[0-9a-f]{32}$", id.Value));
        Assert.All(ids, id => Assert.True(SessionId.TryParse(id.Value, out SessionId parsed) && parsed == id));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A-z_0", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" a", false)]
    [InlineData("a/b", false)]
    [InlineData("a.b", false)]
    [InlineData("a\0", false)]
    [InlineData("会话", false)]
    [InlineData("é", false)]
    [InlineData("１", false)]
    public void TryParse_Text_IsWhetherItCanBeAnId(string? text, bool expected)
    {
        Assert.Equal(expected, SessionId.TryParse(text, out SessionId id));
        Assert.Equal(text ?? "", id.ToString());
    }
}
