using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Tests.Models;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Batching;

public sealed class GenerationJobFactoryTests : IClassFixture<VocabularyFixture>
{
    private static readonly GenerationRequest Request = new()
    {
        RequestId = "test", Model = "finlite-starter", Prompt = new TokenPrompt([new TokenId(300), new TokenId(301)]),
    };

    private readonly ManualTimeProvider _time = new();
    private readonly GenerationJobFactory _factory;

    public GenerationJobFactoryTests(VocabularyFixture model)
    {
        _factory = new GenerationJobFactory(model.Model, contextLength: 64, _time);
        _time.Advance(TimeSpan.FromDays(30));
    }

    [Fact]
    public void Create_NoTimeLimit_HasNoDeadline() => Assert.Null(_factory.Create(Request).Job.Deadline);

    [Fact]
    public void Create_TimeLeft_EndsThen()
    {
        long now = _time.GetTimestamp();

        long? deadline = _factory.Create(Request with { TimeLeft = TimeSpan.FromSeconds(2.5) }).Job.Deadline;

        Assert.Equal(TimeSpan.FromSeconds(2.5), _time.GetElapsedTime(now, deadline!.Value));
    }

    // A client without a deadline of its own may send the largest number there is.
    [Fact]
    public void Create_MoreTimeThanAClockCounts_IsNotOver()
    {
        foreach (TimeSpan left in (TimeSpan[])[TimeSpan.FromHours(99_999_999), TimeSpan.MaxValue])
        {
            Assert.True(_factory.Create(Request with { TimeLeft = left }).Job.Deadline > _time.GetTimestamp());
        }
    }

    [Fact]
    public void Create_ResumedOutput_IsInputBehindThePrompt()
    {
        GenerationJob job = _factory.Create(Request with { ResumeFrom = [new TokenId(310)] }).Job;

        Assert.Equal([300, 301, 310], job.Input);
        Assert.Equal((2, 3), (job.PromptLength, job.InputLeft));
    }
}
