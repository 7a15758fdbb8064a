using FinCluster.Core.Edge;
using FinCluster.Core.Edge.Learning;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Tests.Edge.Learning;

public sealed class LabelledPromptReaderTests
{
    [Fact]
    public void Read_AllFields_AreTakenOver()
    {
        LabelledPrompt prompt = Assert.Single(LabelledPromptReader.Read(
            ["", """{"id":"a","group":"g","lang":"en","domain":"general","kind":"k","label":"central","messages":[{"role":"user","content":"x"}],"schema":true,"tools":true,"minTokens":9,"adapters":["banking"],"note":"n"}"""],
            "file"));

        Assert.Equal(("a", "g", "en", "k", PromptLabel.Central, false), (prompt.Id, prompt.Group, prompt.Language, prompt.Kind, prompt.Label, prompt.IsFinance));
        Assert.Equal((true, true, 9), (prompt.Request.IsConstrained, prompt.Request.HasTools, prompt.Request.MinAnswerTokens));
        Assert.Equal([BusinessLine.Banking], prompt.Request.ResidentLines);
        Assert.Equal(new ChatMessage(ChatRole.User, "x"), Assert.Single(prompt.Request.Messages));
    }

    [Theory]
    [InlineData("{", "line 2")]
    [InlineData("""{"id":"a","label":"edge"}""", "either text or messages")]
    [InlineData("""{"id":"a","label":"both","text":"x"}""", "'both'")]
    [InlineData("""{"id":"a","label":"1","text":"x"}""", "'1'")]
    [InlineData("""{"label":"edge","text":"x"}""", "id")]
    [InlineData("null", "null")]
    public void Read_WrongLine_IsNamed(string line, string message)
    {
        var error = Assert.Throws<FormatException>(() => LabelledPromptReader.Read(["", line], "file"));

        Assert.StartsWith("file, line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_TooFewPrompts_IsRefused() => Assert.Throws<FormatException>(
        () => EdgeLearner.Learn(EdgeFiles.Prompts.Take(5).ToArray(), EdgeGlossary.Shipped, EdgeWeights.Shipped.Probe, ""));
}
