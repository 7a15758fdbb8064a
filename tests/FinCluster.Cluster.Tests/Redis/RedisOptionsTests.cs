using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Tests.Redis;

public sealed class RedisOptionsTests
{
    [Fact]
    public void Parse_HostOnly_HasTheDefaults()
    {
        RedisOptions options = RedisOptions.Parse("redis://redis.example");

        Assert.Equal(new RedisHost("redis.example", 6379), Assert.Single(options.Hosts));
        Assert.Equal((null, null, false, null, 0), (options.User, options.Password, options.UseTls, options.AuthorityFile, options.Database));
        Assert.Equal("default", options.ClusterName);
        Assert.Equal(
            (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)),
            (options.AttemptTimeout, options.CallTimeout, options.ConnectTimeout));
    }

    [Fact]
    public void Parse_EverythingGiven_IsRead()
    {
        RedisOptions options = RedisOptions.Parse("REDISS://us%40er:p%3Aa@ss@[::1]:1,b,10.0.0.1:65535/12?ca=%2Fetc%2Fca%20file.pem");

        Assert.Equal([new RedisHost("::1", 1), new RedisHost("b", 6379), new RedisHost("10.0.0.1", 65535)], options.Hosts);
        Assert.Equal(("us@er", "p:a@ss", true, "/etc/ca file.pem", 12),
            (options.User, options.Password, options.UseTls, options.AuthorityFile, options.Database));
    }

    [Fact]
    public void Parse_PasswordOnly_IsOfTheDefaultUser()
    {
        RedisOptions options = RedisOptions.Parse("redis://:secret@h:7");

        Assert.Equal((null, "secret"), (options.User, options.Password));
    }

    [Fact]
    public void ToString_WithPassword_ShowsNone() =>
        Assert.Equal("rediss://[::1]:7,b:6379/3", RedisOptions.Parse("rediss://user:secret@[::1]:7,b/3?ca=x").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost:6379")]
    [InlineData("http://h")]
    [InlineData("redis://")]
    [InlineData("redis://h:")]
    [InlineData("redis://h:0")]
    [InlineData("redis://h:65536")]
    [InlineData("redis://h:port")]
    [InlineData("redis://::1")]
    [InlineData("redis://h,")]
    [InlineData("redis://secret@h")]
    [InlineData("redis://secret:@h")]
    [InlineData("redis://h/secret")]
    [InlineData("redis://h/-1")]
    [InlineData("redis://h?ca=x")]
    [InlineData("rediss://h?ca=")]
    [InlineData("rediss://h?insecure=1")]
    public void Parse_NoAddress_SaysWhyWithoutTheSecret(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => RedisOptions.Parse(text));

        Assert.True(text.Contains("/secret", StringComparison.Ordinal) || !error.Message.Contains("secret", StringComparison.Ordinal));
        Assert.Contains("Redis", error.Message, StringComparison.Ordinal);
    }
}
