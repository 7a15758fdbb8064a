using FinCluster.Core.Engine;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests;

public sealed class LlamaEngineTests(StarterEngine starter) : IClassFixture<StarterEngine>
{
    [Theory]
    [InlineData("什么是LPR？", "LPR是贷款市场报价利率")]
    [InlineData("Explain convertible bond", "A convertible bond is a bond")]
    public async Task GenerateAsync_FinanceQuestion_AnswersIt(string question, string beginning)
    {
        Answer answer = await starter.Engine.AnswerAsync(Answers.Question(question), TestTimeouts.Token);

        Assert.StartsWith(beginning, answer.Text, StringComparison.Ordinal);
        Assert.Equal(FinishReason.Stop, answer.Reason);
    }
}
