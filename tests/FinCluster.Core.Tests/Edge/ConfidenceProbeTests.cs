using FinCluster.Core.Edge;
using FinCluster.Core.Engine;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Edge;

public sealed class ConfidenceProbeTests
{
    private static readonly ProbeThresholds Thresholds = new()
    {
        MaxTokens = 3, MaxMilliseconds = 100, MinMeanLogProb = -0.5, MinLogProb = -2, MaxMeanEntropy = 0.6, MinFirstMargin = 1,
    };

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Observe_SureTokens_AreKeptAtTheLimit()
    {
        var probe = new ConfidenceProbe(Thresholds, _time);

        Assert.Equal(ProbeOutcome.Undecided, probe.Observe(-0.1, []).Outcome);
        Assert.Equal(ProbeOutcome.Undecided, probe.Observe(-0.2, []).Outcome);
        ProbeVerdict verdict = probe.Observe(-0.3, []);

        Assert.Equal((ProbeOutcome.Keep, ProbeReason.Sure, 3), (verdict.Outcome, verdict.Reason, verdict.Tokens));
        Assert.Equal(-0.2, verdict.Value, 6);
        Assert.Equal(TimeSpan.Zero, probe.TimeLeft);
        Assert.Equal(verdict, probe.Observe(-9, []));
    }

    [Fact]
    public void Observe_OneImprobableToken_FallsThroughAtOnce()
    {
        var probe = new ConfidenceProbe(Thresholds, _time);
        probe.Observe(-0.1, []);

        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.ImprobableToken), Of(probe.Observe(-2.5, [])));
        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.ImprobableToken), Of(new ConfidenceProbe(Thresholds, _time).Observe(double.NaN, [])));
    }

    [Fact]
    public void Observe_LowMean_FallsThroughAtTheLimit()
    {
        var probe = new ConfidenceProbe(Thresholds, _time);
        probe.Observe(-0.1, []);
        probe.Observe(-0.8, []);

        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.LowMean), Of(probe.Observe(-1.1, [])));
    }

    [Fact]
    public void Observe_CloseFirstToken_FallsThroughAtOnce()
    {
        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.CloseFirstToken), Of(new ConfidenceProbe(Thresholds, _time).Observe(-0.6f, [-0.6f, -0.9f])));
        Assert.Equal(ProbeOutcome.Undecided, new ConfidenceProbe(Thresholds, _time).Observe(-0.1f, [-0.1f, -3f]).Outcome);
    }

    [Fact]
    public void Observe_ManyAlternatives_FallThrough()
    {
        var probe = new ConfidenceProbe(Thresholds with { MinFirstMargin = 0 }, _time);
        float[] wavering = [-0.5f, -1.2f, -2.5f];
        probe.Observe(-0.4, wavering);
        probe.Observe(-0.4, wavering);

        ProbeVerdict verdict = probe.Observe(-0.4, wavering);

        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.HighEntropy), Of(verdict));
        // 0.6065 * 0.5 + 0.3012 * 1.2 + 0.0821 * 2.5, and the rest of 0.0102 as one token.
        Assert.Equal(0.9166, verdict.Value, 3);
    }

    [Fact]
    public void Check_TimeIsOver_DecidesByWhatWasSeen()
    {
        var none = new ConfidenceProbe(Thresholds, _time);
        var some = new ConfidenceProbe(Thresholds, _time);
        some.Observe(-0.1, []);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(TimeSpan.FromMilliseconds(1), some.TimeLeft);
        Assert.Equal(ProbeOutcome.Undecided, some.Check().Outcome);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.NoToken), Of(none.Check()));
        Assert.Equal((ProbeOutcome.Keep, ProbeReason.Sure), Of(some.Check()));
    }

    [Fact]
    public void Complete_ShortAnswer_IsJudged()
    {
        var probe = new ConfidenceProbe(Thresholds, _time);
        var token = new TokenLogProb(new TokenId(1), default, -0.05f);

        Assert.Equal(ProbeOutcome.Undecided, probe.Observe(new TokenLogProbs(token, [token, token with { LogProb = -4 }])).Outcome);

        Assert.Equal((ProbeOutcome.Keep, ProbeReason.Sure), Of(probe.Complete()));
        Assert.Equal((ProbeOutcome.FallThrough, ProbeReason.NoToken), Of(new ConfidenceProbe(Thresholds, _time).Complete()));
    }

    private static (ProbeOutcome, ProbeReason) Of(ProbeVerdict verdict) => (verdict.Outcome, verdict.Reason);
}
