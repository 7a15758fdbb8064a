using FinCluster.Core.Scaling.Demand;

namespace FinCluster.Simulation.Cluster;

/// <summary>What a scaler knows of the demand: what gateways post once a second. One user at a time.</summary>
internal sealed class DemandMeter
{
    private const int Seconds = 30;
    private const int RecentSeconds = 5;

    private readonly int[] _requests = new int[Seconds + 1];
    private readonly int[] _firstTokens = new int[(Seconds + 1) * FirstTokenBuckets.Count];
    private long _second = -1;
    private long _answers = 1;
    private double _outputTokens;

    /// <param name="meanOutputTokens">What an answer has before one was seen.</param>
    public DemandMeter(double meanOutputTokens) => _outputTokens = meanOutputTokens;

    /// <summary>Gets the mean of the answers so far, in output tokens.</summary>
    public double MeanOutputTokens => _outputTokens / _answers;

    /// <summary>Counts a request, also one that is refused.</summary>
    public void OnRequest(double now) => _requests[Slot(now)]++;

    /// <summary>Counts a first token.</summary>
    public void OnFirstToken(double now, double seconds) => _firstTokens[(Slot(now) * FirstTokenBuckets.Count) + FirstTokenBuckets.Of(seconds)]++;

    /// <summary>Counts an answer.</summary>
    public void OnAnswer(int outputTokens)
    {
        _answers++;
        _outputTokens += outputTokens;
    }

    /// <summary>Gets what was asked in the last seconds that are over: in half a minute, and lately; in output tokens per second.</summary>
    public (double TokensPerSecond, double RecentTokensPerSecond, double? TtftP99) Read(double now)
    {
        int current = Slot(now);
        int all = 0;
        int recent = 0;
        Span<long> firstTokens = stackalloc long[FirstTokenBuckets.Count];
        firstTokens.Clear();
        for (int back = 1; back <= Seconds; back++)
        {
            int slot = ((current - back) + Seconds + 1) % (Seconds + 1);
            all += _requests[slot];
            recent += back <= RecentSeconds ? _requests[slot] : 0;
            for (int bound = 0; bound < firstTokens.Length; bound++)
            {
                firstTokens[bound] += _firstTokens[(slot * firstTokens.Length) + bound];
            }
        }

        return (all * MeanOutputTokens / Seconds, recent * MeanOutputTokens / RecentSeconds, FirstTokenBuckets.P99(firstTokens));
    }

    // The slots of seconds in which nothing happened are emptied when the next event comes.
    private int Slot(double now)
    {
        long second = (long)Math.Floor(now);
        if (second != _second)
        {
            for (long passed = Math.Max(_second + 1, second - Seconds); passed <= second; passed++)
            {
                int slot = (int)(passed % (Seconds + 1));
                _requests[slot] = 0;
                Array.Clear(_firstTokens, slot * FirstTokenBuckets.Count, FirstTokenBuckets.Count);
            }

            _second = second;
        }

        return (int)(second % (Seconds + 1));
    }
}
