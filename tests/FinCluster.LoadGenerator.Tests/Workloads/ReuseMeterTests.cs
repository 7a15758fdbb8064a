using FinCluster.LoadGenerator.Loops;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Tests.Workloads;

public sealed class ReuseMeterTests
{
    [Fact]
    public void Add_TinyTrace_IsWhatOneCountsByHand()
    {
        var meter = new ReuseMeter();

        double ceiling = meter.Add(
        [
            // (mark) a b c (end) (mark): 6 characters, nothing known.
            Sample("xy", (Speaker.User, "abc")),

            // (mark) a b d (end) (mark): of 6 characters the first three are known.
            Sample("z", (Speaker.User, "abd")),

            // The first prompt (6), its answer (2), then (end) (mark) e (end) (mark): of 13 characters 8 are known.
            Sample("w", (Speaker.User, "abc"), (Speaker.Assistant, "xy"), (Speaker.User, "e")),

            // A system message is no user's: nothing is known of its 6 characters.
            Sample("", (Speaker.System, "abc")),
        ]);

        Assert.Equal((0 + 3 + 8 + 0) / (6.0 + 6 + 13 + 6), ceiling, 1e-12);
    }

    [Fact]
    public void Add_SecondRun_KnowsWhatTheFirstOneLeft()
    {
        var meter = new ReuseMeter();
        AnswerSample sample = Sample("xy", (Speaker.User, "abc"));

        Assert.Equal([0, 1], [meter.Add([sample]), meter.Add([sample])]);
    }

    private static AnswerSample Sample(string answer, params (Speaker Speaker, string Content)[] messages) => new()
    {
        Request = new LoadRequest(0, 0, [.. messages.Select(message => new TraceMessage(message.Speaker, message.Content))]),
        End = AnswerEnd.Complete,
        TimeToFirstToken = TimeSpan.Zero,
        Duration = TimeSpan.Zero,
        Tokens = answer.Length,
        Gaps = [],
        Text = answer,
    };
}
