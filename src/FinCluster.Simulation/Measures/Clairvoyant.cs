namespace FinCluster.Simulation.Measures;

/// <summary>What somebody would have paid for who knew the demand: each replica asked for so early that it is ready in time, and kept through a pause that is
/// shorter than ending and starting again.</summary>
public static class Clairvoyant
{
    /// <summary>Gets the replicas that are paid for in each minute.</summary>
    /// <param name="needed">The replicas that are needed in each minute.</param>
    /// <param name="startSeconds">How long one takes to start.</param>
    /// <param name="drainSeconds">How long one is paid after it was taken away.</param>
    /// <returns>Means over each minute.</returns>
    public static double[] Paid(ReadOnlySpan<int> needed, double startSeconds, double drainSeconds)
    {
        const int Step = 10;
        int before = (int)Math.Ceiling(startSeconds / Step);
        int after = (int)Math.Ceiling(drainSeconds / Step);
        double[] paid = new double[needed.Length];
        var candidates = new LinkedList<(int At, int Needed)>();
        int steps = needed.Length * 60 / Step;

        // A replica is paid at a moment if it is needed at any time from a drain before it to a start after it: the largest need of a sliding window.
        int read = 0;
        for (int at = 0; at < steps; at++)
        {
            for (; read < steps && read <= at + before; read++)
            {
                int need = needed[read * Step / 60];
                while (candidates.Last is { } last && last.Value.Needed <= need)
                {
                    candidates.RemoveLast();
                }

                candidates.AddLast((read, need));
            }

            while (candidates.First!.Value.At < at - after)
            {
                candidates.RemoveFirst();
            }

            paid[at * Step / 60] += candidates.First.Value.Needed * (Step / 60.0);
        }

        return paid;
    }
}
