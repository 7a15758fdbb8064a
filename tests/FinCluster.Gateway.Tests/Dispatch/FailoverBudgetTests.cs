using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Dispatch;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Dispatch;

public sealed class FailoverBudgetTests
{
    private static readonly NodeId Node = new("a");
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void TimeLeft_Limit_ShrinksWithTheClock()
    {
        FailoverBudget budget = NewBudget(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(3), budget.TimeLeft);
        Assert.Null(NewBudget(null).TimeLeft);
    }

    [Fact]
    public void ThrowIfOver_TimeIsUp_IsDeadlineExceeded()
    {
        FailoverBudget budget = NewBudget(TimeSpan.FromSeconds(5));
        budget.ThrowIfOver();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ErrorCode.DeadlineExceeded, Assert.Throws<RequestException>(budget.ThrowIfOver).Code);
    }

    [Fact]
    public void ThrowIfOver_NoNodeFromTheBeginning_IsNodeLost()
    {
        FailoverBudget budget = NewBudget(null);
        _time.Advance(Outage - TimeSpan.FromTicks(1));
        budget.ThrowIfOver();
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(ErrorCode.NodeLost, Assert.Throws<RequestException>(budget.ThrowIfOver).Code);
    }

    [Fact]
    public void ThrowIfOver_OutageCountsFromTheLossOfTheNode()
    {
        FailoverBudget budget = NewBudget(null);
        budget.OnProgress();
        _time.Advance(TimeSpan.FromHours(1));
        budget.ThrowIfOver();
        budget.OnNodeFailed(Node, new IOException());
        _time.Advance(Outage / 2);

        // A node that cannot be reached does not begin the outage anew.
        budget.OnNodeFailed(Node, new IOException());
        budget.ThrowIfOver();
        _time.Advance(Outage / 2);

        Assert.Equal(ErrorCode.NodeLost, Assert.Throws<RequestException>(budget.ThrowIfOver).Code);
    }

    [Fact]
    public void OnNodeFailed_NodesThatWorkedOnIt_AreCounted()
    {
        FailoverBudget budget = NewBudget(null, maxFailovers: 2);
        for (int i = 0; i < 2; i++)
        {
            budget.OnProgress();
            budget.OnNodeFailed(Node, new IOException());
        }

        budget.OnProgress();
        var cause = new IOException();
        RequestException error = Assert.Throws<RequestException>(() => budget.OnNodeFailed(Node, cause));

        Assert.Equal((ErrorCode.NodeLost, cause), (error.Code, error.InnerException));
    }

    [Fact]
    public void OnNodeFailed_NodesThatWereNeverReached_AreNot()
    {
        FailoverBudget budget = NewBudget(null, maxFailovers: 0);
        for (int i = 0; i < 50; i++)
        {
            budget.OnNodeFailed(new NodeId($"n{i}"), new IOException());
        }

        Assert.Equal(50, budget.Suspects.Count);
    }

    private FailoverBudget NewBudget(TimeSpan? limit, int maxFailovers = 3) =>
        new(limit, new DispatchOptions { MaxOutage = Outage, MaxFailovers = maxFailovers }, _time);
}
