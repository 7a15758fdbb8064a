using FinCluster.Core.Catalog.Canaries;

namespace FinCluster.Gateway.Models;

/// <summary>Counts how the requests of one release end. Thread-safe.</summary>
internal sealed class CanaryMeter
{
    // Enough for a 99th percentile.
    private const int KeptTimes = 1_000;

    private readonly Lock _gate = new();
    private readonly long[] _firstTokens = new long[KeptTimes];
    private long _requests;
    private long _errors;
    private long _refusals;
    private long _answers;

    /// <summary>Notes an answer.</summary>
    public void OnAnswered(TimeSpan firstToken)
    {
        lock (_gate)
        {
            _requests++;
            _firstTokens[_answers++ % KeptTimes] = firstToken.Ticks;
        }
    }

    /// <summary>Notes a request that failed through no fault of its caller.</summary>
    public void OnFailed()
    {
        lock (_gate)
        {
            _requests++;
            _errors++;
        }
    }

    /// <summary>Notes that the guard refused an answer, which is counted as such besides.</summary>
    public void OnRefused()
    {
        lock (_gate)
        {
            _refusals++;
        }
    }

    /// <summary>Reads what was counted.</summary>
    public CanaryCounters Read()
    {
        lock (_gate)
        {
            if (_answers == 0)
            {
                return new CanaryCounters(_requests, _errors, _refusals, null);
            }

            long[] sorted = _firstTokens[..(int)Math.Min(_answers, KeptTimes)];
            Array.Sort(sorted);
            int index = (int)Math.Ceiling(sorted.Length * 0.99) - 1;
            return new CanaryCounters(_requests, _errors, _refusals, TimeSpan.FromTicks(sorted[index]));
        }
    }
}
