using FinCluster.LoadGenerator.Loops;
using FinCluster.LoadGenerator.Reports;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Tests.Reports;

public sealed class AffinityReportTests
{
    [Fact]
    public void Of_TwoConversations_CountsTurnsOfTheNodeBefore()
    {
        TraceSession first = new(4);
        TraceSession second = new(2);

        AffinityReport? report = AffinityReport.Of(
            [Sample(0, first, "a"), Sample(1, second, "b"), Sample(5, first, "b"), Sample(2, first, "a"), Sample(3, second, "b"), Sample(4, first, "b")]);

        Assert.Equal((4, 3, 0.75), (report!.Turns, report.SameNode, report.Share));
        Assert.Equal(new KeyValuePair<int, int>(3, 1), Assert.Single(report.MovedAtTurn));
    }

    [Fact]
    public void Of_NoConversationsOrNoNodes_IsNull()
    {
        Assert.Null(AffinityReport.Of([Sample(0, null, "a")]));
        Assert.Null(AffinityReport.Of([Sample(0, new TraceSession(1), null)]));
    }

    private static AnswerSample Sample(int index, TraceSession? session, string? node) => new()
    {
        Request = new LoadRequest(index, 0, []) { Session = session },
        End = AnswerEnd.Complete,
        TimeToFirstToken = TimeSpan.Zero,
        Duration = TimeSpan.Zero,
        Tokens = 1,
        Gaps = [],
        Node = node,
    };
}
