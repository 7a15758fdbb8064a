using FinCluster.Inference.Batching;
using FinCluster.Inference.Tests.Models;

namespace FinCluster.Inference.Tests.Batching;

public sealed class BatchPlannerTests(VocabularyFixture model) : IClassFixture<VocabularyFixture>
{
    private readonly TestJobs _jobs = new(model.Vocabulary);

    [Fact]
    public void Plan_NobodyGenerates_PromptsFillTheBatchOldestFirst()
    {
        GenerationJob[] jobs = [_jobs.Reading(100), _jobs.Reading(700), _jobs.Reading(50)];

        Assert.Equal(512, Plan(jobs, batchTokens: 512, chunk: 128));
        Assert.Equal([100, 412, 0], jobs.Select(job => job.Planned));
    }

    [Fact]
    public void Plan_SomebodyGenerates_PromptsShareAChunk()
    {
        GenerationJob[] jobs = [_jobs.Reading(100), _jobs.Generating(), _jobs.Reading(700), _jobs.Generating()];

        Assert.Equal(130, Plan(jobs, batchTokens: 512, chunk: 128));
        Assert.Equal([100, 1, 28, 1], jobs.Select(job => job.Planned));
    }

    [Fact]
    public void Plan_BatchIsSmallerThanAChunk_GeneratingJobsGoFirst()
    {
        GenerationJob[] jobs = [_jobs.Reading(100), _jobs.Generating(), _jobs.Generating(), _jobs.Generating()];

        Assert.Equal(4, Plan(jobs, batchTokens: 4, chunk: 128));
        Assert.Equal([1, 1, 1, 1], jobs.Select(job => job.Planned));
        Assert.Equal(3, Plan(jobs, batchTokens: 3, chunk: 128));
        Assert.Equal([0, 1, 1, 1], jobs.Select(job => job.Planned));
    }

    [Fact]
    public void Plan_PartOfThePromptIsComputed_PlansTheRest()
    {
        GenerationJob job = _jobs.Reading(100, computedTokens: 60);

        Assert.Equal(40, Plan([job], batchTokens: 512, chunk: 128));
    }

    [Fact]
    public void Plan_ReaderIsBehind_LeavesTheJobOutUntilItReads()
    {
        GenerationJob slow = _jobs.GeneratingUnread();
        GenerationJob reading = _jobs.Reading(300);

        // Who is left out does not hold the prompts of others to a chunk either.
        Assert.Equal(300, Plan([slow, reading], batchTokens: 512, chunk: 128));
        Assert.Equal((0, 300), (slow.Planned, reading.Planned));
        Assert.True(slow.Steps.TryRead(out _));
        Assert.Equal(129, Plan([slow, reading], batchTokens: 512, chunk: 128));
        Assert.Equal((1, 128), (slow.Planned, reading.Planned));
    }

    [Fact]
    public void Plan_NoJobs_IsNothing() => Assert.Equal(0, Plan([], batchTokens: 512, chunk: 128));

    [Fact]
    public void Plan_RandomJobs_KeepsTheRulesAndWastesNoRoom()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            int batchTokens = random.Next(12, 200);
            int chunk = random.Next(1, 200);
            GenerationJob[] jobs = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => RandomJob(random))];

            int planned = Plan(jobs, batchTokens, chunk);

            AssertRules(jobs, planned, batchTokens, chunk);
        }
    }

    private static int Plan(GenerationJob[] jobs, int batchTokens, int chunk) => new BatchPlanner(batchTokens, chunk).Plan([.. jobs]);

    private static void AssertRules(GenerationJob[] jobs, int planned, int batchTokens, int chunk)
    {
        GenerationJob[] generating = [.. jobs.Where(job => job.InputLeft == 0)];
        GenerationJob[] reading = [.. jobs.Where(job => job.InputLeft > 0)];
        Assert.Equal(jobs.Sum(job => job.Planned), planned);
        Assert.InRange(planned, 1, batchTokens);
        Assert.All(generating, job => Assert.Equal(1, job.Planned));
        Assert.All(reading, job => Assert.InRange(job.Planned, 0, job.InputLeft));
        int room = Math.Min(batchTokens - generating.Length, generating.Length > 0 ? chunk : batchTokens);
        Assert.Equal(Math.Min(room, reading.Sum(job => job.InputLeft)), reading.Sum(job => job.Planned));

        // Whoever is behind the first that got less than it wants gets nothing.
        Assert.All(reading.SkipWhile(job => job.Planned == job.InputLeft).Skip(1), job => Assert.Equal(0, job.Planned));
    }

    private GenerationJob RandomJob(Random random)
    {
        int prompt = random.Next(2, 150);
        return random.Next(2) == 0 ? _jobs.Generating() : _jobs.Reading(prompt, random.Next(prompt - 1));
    }
}
