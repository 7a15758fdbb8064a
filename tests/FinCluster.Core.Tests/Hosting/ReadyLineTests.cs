using FinCluster.Core.Hosting;

namespace FinCluster.Core.Tests.Hosting;

public sealed class ReadyLineTests
{
    [Fact]
    public void ToString_Node_IsTheLineThatParentsReadFor() => Assert.Equal(
        """READY {"role":"node","pid":42,"http":null,"grpc":"127.0.0.1:40001"}""",
        new ReadyLine("node", 42, null, "127.0.0.1:40001").ToString());

    [Theory]
    [InlineData("serve", 1, "127.0.0.1:8080", "127.0.0.1:8081")]
    [InlineData("node", int.MaxValue, null, "[::1]:1")]
    [InlineData("a \"role\" \\ 角色", 0, "", null)]
    public void TryParse_ItsOwnText_IsTheSame(string role, int processId, string? http, string? grpc)
    {
        var line = new ReadyLine(role, processId, http, grpc);

        Assert.Equal(line, ReadyLine.TryParse(line.ToString()));
    }

    [Fact]
    public void TryParse_FieldsOfALaterRelease_ArePassedOver() => Assert.Equal(
        new ReadyLine("node", 7, null, "a:1"),
        ReadyLine.TryParse("""READY {"role":"node","models":["x"],"grpc":"a:1","http":null,"pid":7}"""));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("READY")]
    [InlineData("READY ")]
    [InlineData("READY {")]
    [InlineData("READY null")]
    [InlineData("READY 5")]
    [InlineData("READY []")]
    [InlineData("READY {}")]
    [InlineData("""READY {"role":"node","pid":1}""")]
    [InlineData("""READY {"role":null,"pid":1,"http":null,"grpc":null}""")]
    [InlineData("""READY {"role":"node","pid":"1","http":null,"grpc":null}""")]
    [InlineData("""READY {"role":"node","pid":1,"http":null,"grpc":5}""")]
    [InlineData("""READY {"role":"node","pid":1,"http":null,"grpc":null} and more""")]
    [InlineData("""ready {"role":"node","pid":1,"http":null,"grpc":null}""")]
    [InlineData(""" READY {"role":"node","pid":1,"http":null,"grpc":null}""")]
    [InlineData("""READY{"role":"node","pid":1,"http":null,"grpc":null}""")]
    public void TryParse_AnotherLine_IsNull(string? line) => Assert.Null(ReadyLine.TryParse(line));
}
