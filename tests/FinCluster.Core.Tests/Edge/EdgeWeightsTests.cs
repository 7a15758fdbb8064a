using System.Text;
using FinCluster.Core.Edge;

namespace FinCluster.Core.Tests.Edge;

public sealed class EdgeWeightsTests
{
    [Fact]
    public void Parse_Written_IsTheSame()
    {
        EdgeWeights read = EdgeWeights.Parse(Encoding.UTF8.GetBytes(EdgeWeights.Shipped.ToJson()));

        Assert.Equal(EdgeWeights.Shipped.ToJson(), read.ToJson());
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "the form 2")]
    [InlineData("\"calculation\"", "\"calculations\"", "'calculations'")]
    [InlineData("\"threshold\": 0.", "\"threshold\": 7.", "threshold")]
    [InlineData("\"maxTokens\": 8", "\"maxTokens\": 0", "1 to 64")]
    [InlineData("\"minLogProb\": -", "\"minLogProb\": ", "at most 0")]
    [InlineData("\"bias\"", "\"bais\"", "bais")]
    public void Parse_WrongFile_IsRefused(string good, string bad, string message)
    {
        string text = EdgeWeights.Shipped.ToJson();
        Assert.Contains(good, text, StringComparison.Ordinal);

        var error = Assert.Throws<FormatException>(
            () => EdgeWeights.Parse(Encoding.UTF8.GetBytes(text.Replace(good, bad, StringComparison.Ordinal))));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Parse_NoWeights_IsRefused(string text) => Assert.Throws<FormatException>(() => EdgeWeights.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Glossary_WrongLine_IsNamed()
    {
        var error = Assert.Throws<FormatException>(() => EdgeGlossary.Read(new StringReader("# terms\nbanking LPR\nfishing net")));

        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }
}
