namespace FinCluster.Core.Scaling.Policies;

/// <summary>Measures how long replicas take from being asked for until they are ready. One user at a time.</summary>
/// <param name="planned">What is taken until the first has come, in seconds.</param>
public sealed class StartTimes(double planned)
{
    // An open asks for dozens at once, and it is the last of them that has to be ready: the slowest of few would be too fast.
    private const int Kept = 50;

    private readonly LinkedList<DateTimeOffset> _asked = new();
    private readonly Queue<double> _measured = new();
    private int _desired = -1;
    private int _ready;

    /// <summary>Gets the longest of the last starts, in seconds; what was planned until there is one.</summary>
    public double Seconds => _measured.Count > 0 ? _measured.Max() : planned;

    /// <summary>Gets how many starts were measured, the last fifty at most.</summary>
    public int Measured => _measured.Count;

    /// <summary>Gets the measured starts, in seconds, the oldest first: what a scaler notes for the one that takes over.</summary>
    public IReadOnlyCollection<double> Measurements => _measured;

    /// <summary>Takes over what another one has measured; what was measured before is forgotten.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is negative or no number.</exception>
    public void Restore(IEnumerable<double> measurements)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        double[] last = [.. measurements.TakeLast(Kept)];
        foreach (double seconds in last)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(measurements));
            ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(seconds), false, nameof(measurements));
        }

        _measured.Clear();
        foreach (double seconds in last)
        {
            _measured.Enqueue(seconds);
        }
    }

    /// <summary>Takes in how many are asked for and how many are ready.</summary>
    public void Observe(DateTimeOffset now, int desired, int ready)
    {
        if (_desired < 0)
        {
            (_desired, _ready) = (desired, ready);
            return;
        }

        for (int i = _ready; i < ready && _asked.First is { } asked; i++)
        {
            _asked.RemoveFirst();
            _measured.Enqueue((now - asked.Value).TotalSeconds);
            if (_measured.Count > Kept)
            {
                _measured.Dequeue();
            }
        }

        for (int i = Math.Max(_desired, ready); i < desired; i++)
        {
            _asked.AddLast(now);
        }

        // Fewer are asked for than have been: the last that were asked for are given up first, as by Kubernetes and by the supervisor.
        while (_asked.Count > Math.Max(0, desired - ready))
        {
            _asked.RemoveLast();
        }

        (_desired, _ready) = (desired, ready);
    }
}
