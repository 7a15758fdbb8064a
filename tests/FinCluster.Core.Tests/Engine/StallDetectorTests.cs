using FinCluster.Core.Engine;
using FinCluster.Core.Tests.Routing;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Engine;

public sealed class StallDetectorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly EngineStatistics Idle = TestFleet.Statistics();
    private static readonly EngineStatistics Running = Idle with { RunningRequests = 1 };

    private readonly ManualTimeProvider _time = new();
    private readonly StallDetector _detector;

    public StallDetectorTests() => _detector = new StallDetector(Limit, _time);

    public static TheoryData<int, int, int, long, bool> Loads => new()
    {
        { 0, 0, 0, 0, false },
        { 1, 0, 0, 0, true },
        { 0, 0, 1, 0, true },
        { 0, 0, 0, 1, true },

        // Readers are behind: the engine has nothing to compute, and cannot take what waits.
        { 2, 2, 0, 0, false },
        { 2, 2, 3, 9, false },
        { 3, 2, 0, 0, true },
    };

    public static TheoryData<Func<EngineStatistics, EngineStatistics>> Progress => new()
    {
        before => before with { PrefilledTokens = before.PrefilledTokens + 1 },
        before => before with { GeneratedTokens = before.GeneratedTokens + 1 },
        before => before with { DecodeCalls = before.DecodeCalls + 1 },
    };

    [Theory]
    [MemberData(nameof(Loads))]
    public void Observe_NothingMoves_StallsAtTheLimitIfThereIsWork(int running, int paused, int queued, long prompt, bool stalls)
    {
        EngineStatistics load = Idle with
        {
            RunningRequests = running,
            PausedRequests = paused,
            QueuedRequests = queued,
            QueuedPromptTokens = prompt,
        };
        Observe(load, Limit - TimeSpan.FromSeconds(1));
        Assert.False(_detector.IsStalled);

        Observe(load, TimeSpan.FromSeconds(1));

        Assert.Equal(stalls, _detector.IsStalled);
        Assert.Equal(stalls ? Limit : TimeSpan.Zero, _detector.Still);
    }

    [Theory]
    [MemberData(nameof(Progress))]
    public void Observe_ACounterMoves_EndsTheStallAndBeginsAnew(Func<EngineStatistics, EngineStatistics> move)
    {
        Observe(Running, Limit);
        Assert.True(_detector.IsStalled);

        Assert.True(_detector.Observe(move(Running), isAsked: false));
        Assert.False(_detector.IsStalled);
        Observe(move(Running), Limit - TimeSpan.FromSeconds(1));
        Assert.False(_detector.IsStalled);
        Observe(move(Running), TimeSpan.FromSeconds(1));

        Assert.True(_detector.IsStalled);
    }

    [Fact]
    public void Observe_WorkComesAfterALongIdleTime_HasTheWholeLimit()
    {
        Observe(Idle, TimeSpan.FromHours(1));
        Observe(Running, Limit - TimeSpan.FromSeconds(1));
        Assert.False(_detector.IsStalled);

        Observe(Running, TimeSpan.FromSeconds(1));

        Assert.True(_detector.IsStalled);
    }

    [Fact]
    public void Observe_CountersShowNoWorkButItWasAsked_Stalls()
    {
        for (TimeSpan waited = TimeSpan.Zero; waited <= Limit; waited += TimeSpan.FromSeconds(1))
        {
            Assert.False(_detector.IsStalled);
            _detector.Observe(Idle, isAsked: true);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(_detector.IsStalled);
        _detector.OnProgress();
        Assert.False(_detector.IsStalled);
    }

    [Fact]
    public void Observe_SamplesComeLate_TheProcessStoodStillAndNotTheEngineAlone()
    {
        _detector.Observe(Running, isAsked: false);
        _time.Advance(TimeSpan.FromMinutes(10));
        _detector.Observe(Running, isAsked: false);

        Assert.False(_detector.IsStalled);
        Assert.Equal(_detector.MaxSampleInterval, _detector.Still);
    }

    /// <summary>Samples once a second for so long, the first time at once.</summary>
    private void Observe(EngineStatistics statistics, TimeSpan time)
    {
        _detector.Observe(statistics, isAsked: false);
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _detector.Observe(statistics, isAsked: false);
        }
    }
}
