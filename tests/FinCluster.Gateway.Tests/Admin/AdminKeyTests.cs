using FinCluster.Gateway.Admin;

namespace FinCluster.Gateway.Tests.Admin;

public sealed class AdminKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("0123456789012345678901234567890")]
    [InlineData("a key with blanks in it, though it is long enough")]
    [InlineData("密密密密密密密密密密密密密密密密密密密密密密密密密密密密密密密密密密")]
    public void Parse_NoKey_IsRefusedWithoutRepeatingIt(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => AdminKey.Parse(text));

        Assert.Contains("32 to 512 printable ASCII characters", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Length > 0 ? text : "''", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooLong_IsRefused() => Assert.Throws<FormatException>(() => AdminKey.Parse(new string('a', AdminKey.MaxLength + 1)));

    [Fact]
    public void Matches_SameKeyOnly()
    {
        string text = new('k', AdminKey.MinLength);
        AdminKey key = AdminKey.Parse($" {text}\r\n");

        Assert.True(key.Matches(text));
        Assert.False(key.Matches(text.AsSpan(1)));
        Assert.False(key.Matches(text + "k"));
        Assert.False(key.Matches(text[1..] + "l"));
        Assert.False(key.Matches(""));
        Assert.False(key.Matches(new string('密', AdminKey.MaxLength)));
        Assert.False(key.Matches(new string('k', 100_000)));
    }
}
