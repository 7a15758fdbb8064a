namespace FinCluster.Simulation.Measures;

/// <summary>Times by their size, exact to a hundredth. One user at a time.</summary>
public sealed class LatencyHistogram
{
    private const double Least = 1e-4;
    private const int Cells = 1600;
    private static readonly double Width = Math.Log(1.01);

    private readonly long[] _cells = new long[Cells];

    /// <summary>Gets how many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a time, in seconds.</summary>
    public void Add(double seconds)
    {
        Count++;
        _cells[seconds <= Least ? 0 : Math.Min(Cells - 1, 1 + (int)(Math.Log(seconds / Least) / Width))]++;
    }

    /// <summary>Gets the time that a share of all does not exceed, in seconds; 0 when there is none.</summary>
    public double Quantile(double share)
    {
        long below = (long)Math.Ceiling(share * Count);
        for (int cell = 0; Count > 0 && cell < Cells; cell++)
        {
            below -= _cells[cell];
            if (below <= 0)
            {
                return Least * Math.Exp(Width * cell);
            }
        }

        return 0;
    }
}
