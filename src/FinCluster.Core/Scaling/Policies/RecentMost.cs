namespace FinCluster.Core.Scaling.Policies;

/// <summary>The largest of the numbers of a sliding time. One user at a time.</summary>
/// <param name="window">How long a number counts.</param>
internal sealed class RecentMost(TimeSpan window)
{
    private readonly LinkedList<(DateTimeOffset At, int Value)> _candidates = new();

    /// <summary>Adds a number and gets the largest of the window that ends now.</summary>
    public int Add(DateTimeOffset now, int value)
    {
        while (_candidates.Last is { } last && last.Value.Value <= value)
        {
            _candidates.RemoveLast();
        }

        _candidates.AddLast((now, value));
        while (_candidates.First!.Value.At < now - window)
        {
            _candidates.RemoveFirst();
        }

        return _candidates.First.Value.Value;
    }
}
