using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

public sealed class NpmrcFileTests
{
    private static readonly NativeEnvironment Environment = new(
        name => name == "TOKEN" ? "from-env" : null, home: "/home/u", localData: "", new NativePlatform("linux", "x64"));

    [Theory]
    [InlineData("registry=https://a.example/", "https://a.example/")]
    [InlineData("  registry = https://a.example/  \r\n", "https://a.example/")]
    [InlineData("registry=\"https://a.example/\"", "https://a.example/")]
    [InlineData("registry='https://a.example/'", "https://a.example/")]
    [InlineData("registry=https://old.example/\nregistry=https://a.example/", "https://a.example/")]
    [InlineData("; registry=https://b.example/\nregistry=https://a.example/\n# registry=https://b.example/", "https://a.example/")]
    [InlineData("registry=https://a.example/?a=b", "https://a.example/?a=b")]
    [InlineData("registry=${TOKEN}", "from-env")]
    [InlineData("registry=x-${UNSET}", "x-${UNSET}")]
    [InlineData("registry=", null)]
    [InlineData("registry", null)]
    [InlineData("=https://a.example/", null)]
    [InlineData("", null)]
    public void Parse_Text_HasTheSetting(string text, string? expected) =>
        Assert.Equal(expected, NpmrcFile.Parse(text, Environment).Get("registry"));

    [Theory]
    [InlineData("//a.example/:_authToken=t", "https://a.example/", "t")]
    [InlineData("//a.example/:_authToken=t", "https://a.example/npm/group/", "t")]
    [InlineData("//a.example/npm/:_authToken=t", "https://a.example/npm/", "t")]
    [InlineData("//a.example/:_authToken=outer\n//a.example/npm/:_authToken=inner", "https://a.example/npm/", "inner")]
    [InlineData("//a.example:8443/:_authToken=t", "https://a.example:8443/", "t")]
    [InlineData("//a.example/:_authToken=${TOKEN}", "https://a.example/", "from-env")]
    [InlineData("//a.example/npm/:_authToken=t", "https://a.example/", null)]
    [InlineData("//a.example/:_authToken=t", "https://b.example/", null)]
    [InlineData("//a.example/:_authToken=t", "https://a.example:8443/", null)]
    public void TokenFor_Registry_IsTheNearestOneOfItsHost(string text, string registry, string? expected) =>
        Assert.Equal(expected, NpmrcFile.Parse(text, Environment).TokenFor(new Uri(registry)));

    [Fact]
    public void Read_NoFile_HasNoSettings() => Assert.Null(NpmrcFile.Read("/no/such/.npmrc", Environment).Get("registry"));
}
