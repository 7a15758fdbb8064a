namespace FinCluster.Simulation.Demand;

/// <summary>How long prompts or answers are: a distribution as a table of equally likely lengths, so that drawing one costs a look.</summary>
public sealed class LengthDistribution
{
    private const int Cells = 4096;

    private readonly int[] _lengths = new int[Cells];

    private LengthDistribution(Func<double, double> quantile, int most)
    {
        for (int i = 0; i < Cells; i++)
        {
            _lengths[i] = (int)Math.Clamp(Math.Round(quantile((i + 0.5) / Cells)), 1, most);
        }

        Mean = _lengths.Average();
        Variance = _lengths.Average(length => (length - Mean) * (length - Mean));
    }

    /// <summary>Gets the mean, in tokens.</summary>
    public double Mean { get; }

    /// <summary>Gets the variance, in tokens².</summary>
    public double Variance { get; }

    /// <summary>Makes a log-normal distribution.</summary>
    /// <param name="median">The median, in tokens.</param>
    /// <param name="spread">The standard deviation of the logarithm; 0 for always the median.</param>
    /// <param name="most">The longest, in tokens.</param>
    public static LengthDistribution LogNormal(double median, double spread, int most) => new(p => median * Math.Exp(spread * NormalQuantile(p)), most);

    /// <summary>Makes an exponential distribution.</summary>
    /// <param name="mean">The mean, in tokens.</param>
    /// <param name="most">The longest, in tokens.</param>
    public static LengthDistribution Exponential(double mean, int most) => new(p => -mean * Math.Log(1 - p), most);

    /// <summary>Draws a length, in tokens.</summary>
    public int Next(SimulationRandom random) => _lengths[random.NextBits() >> 52];

    // Winitzki's approximation of the inverse error function: off by less than 0.5 %, which is nothing beside the assumption of the shape.
    internal static double NormalQuantile(double p)
    {
        double x = (2 * p) - 1;
        double log = Math.Log(1 - (x * x));
        double a = 0.147;
        double first = (2 / (Math.PI * a)) + (log / 2);
        return Math.Sqrt(2) * Math.Sign(x) * Math.Sqrt(Math.Sqrt((first * first) - (log / a)) - first);
    }
}
