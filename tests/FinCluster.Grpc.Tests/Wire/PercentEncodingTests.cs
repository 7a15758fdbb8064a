using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text: ~!", "plain text: ~!")]
    [InlineData("100 %", "100 %25")]
    [InlineData("é\n", "%C3%A9%0A")]
    [InlineData("久期 🙂", "%E4%B9%85%E6%9C%9F %F0%9F%99%82")]
    public void EncodeAndDecode_AnyText_ComesBack(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("50%", "50%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%FF", "\uFFFD")]
    [InlineData("%c3%a9", "é")]
    public void Decode_BrokenEscape_KeepsTheMessage(string encoded, string expected) =>
        Assert.Equal(expected, PercentEncoding.Decode(encoded));

    [Fact]
    public void Encode_LongText_IsCutAfterAWholeCharacter()
    {
        string encoded = PercentEncoding.Encode(new string('久', 10_000));

        Assert.InRange(encoded.Length, PercentEncoding.MaxEncodedLength - 9, PercentEncoding.MaxEncodedLength);
        Assert.Equal(new string('久', encoded.Length / 9), PercentEncoding.Decode(encoded));
    }

    [Fact]
    public void Encode_LongAscii_IsCut() =>
        Assert.Equal(PercentEncoding.MaxEncodedLength, PercentEncoding.Encode(new string('a', 10_000)).Length);
}
