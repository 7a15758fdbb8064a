using FinCluster.Core.Refinement;

namespace FinCluster.Core.Tests.Refinement;

public sealed class RefinementTimesTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(400);

    private readonly RefinementTimes _times = new(First);

    [Fact]
    public void Allows_NothingMeasured_GoesByTheFirstEstimate()
    {
        Assert.True(_times.Allows(null));
        Assert.True(_times.Allows(First));
        Assert.False(_times.Allows(First - TimeSpan.FromTicks(1)));
        Assert.False(_times.Allows(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void Estimate_RecentTimes_LeaveOneSlowStageOut()
    {
        foreach (int milliseconds in Enumerable.Repeat(100, 19).Append(5_000))
        {
            _times.Add(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), _times.Estimate);
        foreach (int _ in Enumerable.Range(0, 8))
        {
            _times.Add(TimeSpan.FromMilliseconds(3_000));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(3_000), _times.Estimate);
        foreach (int _ in Enumerable.Range(0, 32))
        {
            _times.Add(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(200), _times.Estimate);
    }

    [Fact]
    public void Allows_EstimateTooHigh_IsTriedNowAndThen()
    {
        _times.Add(TimeSpan.FromSeconds(10));

        bool[] allowed = [.. Enumerable.Range(0, 32).Select(_ => _times.Allows(TimeSpan.FromSeconds(6)))];

        Assert.Equal(2, allowed.Count(allow => allow));
        Assert.DoesNotContain(true, Enumerable.Range(0, 32).Select(_ => _times.Allows(TimeSpan.FromSeconds(4))));
    }
}
