namespace FinCluster.Core.Tests.Routing.Simulation;

/// <summary>Runs what is to happen in the order of its times; what is for the same time, in the order in which it was said.</summary>
internal sealed class SimulationClock
{
    private readonly PriorityQueue<Action, (double At, long Number)> _events = new();
    private long _count;

    /// <summary>Gets the time, in milliseconds.</summary>
    public double Now { get; private set; }

    public void At(double time, Action action) => _events.Enqueue(action, (time, _count++));

    public void After(double delay, Action action) => At(Now + delay, action);

    public void Run()
    {
        while (_events.TryDequeue(out Action? action, out (double At, long Number) when))
        {
            Now = when.At;
            action();
        }
    }
}
