using FinCluster.Gateway.Compliance.Copies;

namespace FinCluster.Gateway.Tests.Compliance.Copies;

public sealed class SiteKeysTests
{
    private const string One = "0123456789abcdef0123456789abcdef";
    private const string Two = "fedcba9876543210fedcba9876543210";

    [Fact]
    public void Parse_Lines_FindTheirSites()
    {
        SiteKeys keys = SiteKeys.Parse($"# branches\r\nbranch-1 {One}\r\n\n  branch-2\t{Two}  ");

        Assert.Equal(2, keys.Count);
        Assert.Equal("branch-1", keys.Find(One));
        Assert.Equal("branch-2", keys.Find(Two));
        Assert.Null(keys.Find(One.AsSpan(1)));
        Assert.Null(keys.Find(One + "0"));
        Assert.Null(keys.Find(""));
        Assert.Null(keys.Find(new string('密', SiteKeys.MaxLength)));
        Assert.Null(keys.Find(new string('k', 100_000)));
    }

    [Theory]
    [InlineData("branch-1", "line 1")]
    [InlineData("branch-1 short", "line 1")]
    [InlineData($"Branch {One}", "line 1")]
    [InlineData($"../a {One}", "line 1")]
    [InlineData($"branch-1 {One} more", "line 1")]
    [InlineData($"a {One}\nb {One}", "line 2")]
    [InlineData($"a {One}\na {Two}", "line 2")]
    public void Parse_WrongLine_IsNamedWithoutItsKey(string text, string line)
    {
        FormatException error = Assert.Throws<FormatException>(() => SiteKeys.Parse(text));

        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(One, error.Message, StringComparison.Ordinal);
    }
}
