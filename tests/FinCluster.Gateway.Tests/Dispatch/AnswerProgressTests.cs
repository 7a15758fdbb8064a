using FinCluster.Core.Engine;
using FinCluster.Gateway.Dispatch;

namespace FinCluster.Gateway.Tests.Dispatch;

public sealed class AnswerProgressTests
{
    private static readonly GenerationRequest Request = new()
    {
        RequestId = "r", Model = "m", Prompt = new TextPrompt("?"), Sampling = new SamplingOptions { Seed = 5 }, ResumeFrom = [new(1)],
    };

    [Fact]
    public void NextRequest_AfterTokens_ContinuesBehindThem()
    {
        using var progress = new AnswerProgress(Request);
        Assert.True(progress.Accept(new GeneratedToken(new TokenId(2), "a", null)));
        Assert.True(progress.Accept(new GeneratedToken(new TokenId(3), "", null)));

        GenerationRequest next = progress.NextRequest(TimeSpan.FromSeconds(4));
        progress.Accept(new GeneratedToken(new TokenId(4), "", null));

        Assert.Equal([new TokenId(1), new TokenId(2), new TokenId(3)], next.ResumeFrom);
        Assert.Equal(Request with { ResumeFrom = next.ResumeFrom, TimeLeft = TimeSpan.FromSeconds(4) }, next);
        Assert.Equal(4, progress.DeliveredTokens);
    }

    [Fact]
    public void NextRequest_LongAnswer_HasAllOfIt()
    {
        TokenId[] tokens = [.. Enumerable.Range(0, 5000).Select(id => new TokenId(id))];
        using var progress = new AnswerProgress(Request with { ResumeFrom = tokens[..1500] });

        Assert.All(tokens[1500..], token => progress.Accept(new GeneratedToken(token, "", null)));

        Assert.Equal(tokens, progress.NextRequest(timeLeft: null).ResumeFrom);
    }

    [Fact]
    public void Accept_SecondStart_IsForNobody()
    {
        using var progress = new AnswerProgress(Request);

        Assert.True(progress.Accept(new GenerationStarted(5, 0, 0)));
        Assert.False(progress.Accept(new GenerationStarted(5, 5, 0)));
        Assert.True(progress.Accept(new GenerationFinished(FinishReason.Stop, "", 1)));
    }
}
