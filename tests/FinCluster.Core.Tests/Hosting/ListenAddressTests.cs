using System.Net;
using FinCluster.Core.Hosting;

namespace FinCluster.Core.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080)]
    [InlineData("localhost:8080", "127.0.0.1", 8080)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535)]
    [InlineData("*:80", "::", 80)]
    [InlineData("[::1]:8080", "::1", 8080)]
    [InlineData("[::]:1", "::", 1)]
    [InlineData("[2001:db8::7]:443", "2001:db8::7", 443)]
    public void TryParse_HostAndPort_GivesBoth(string text, string address, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? parsed));
        Assert.Equal(new ListenAddress(IPAddress.Parse(address), port), parsed);
        Assert.True(ListenAddress.TryParse(parsed.ToString(), out ListenAddress? again));
        Assert.Equal(parsed, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":80")]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:+1")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("127.0.0.1:80 ")]
    [InlineData("127.0.0.1:80a")]
    [InlineData("127.0.0.1:1e3")]
    [InlineData("127.0.0.1:８０")]
    [InlineData("127.0.0.256:80")]
    [InlineData("example.com:80")]
    [InlineData("http://127.0.0.1:80")]
    [InlineData("::1:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]80")]
    [InlineData("[::1]:80:443")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("[]:80")]
    [InlineData("[::1:80")]
    public void TryParse_AnythingElse_IsRefused(string? text)
    {
        Assert.False(ListenAddress.TryParse(text, out ListenAddress? parsed));
        Assert.Null(parsed);
    }

    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.8.9.10:1", true)]
    [InlineData("localhost:1", true)]
    [InlineData("[::1]:1", true)]
    [InlineData("[::ffff:127.0.0.1]:1", true)]
    [InlineData("0.0.0.0:1", false)]
    [InlineData("*:1", false)]
    [InlineData("[::]:1", false)]
    [InlineData("10.0.0.1:1", false)]
    public void IsLoopback_Address_IsWhetherOnlyThisMachineConnects(string text, bool expected)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? parsed));
        Assert.Equal(expected, parsed.IsLoopback);
    }
}
