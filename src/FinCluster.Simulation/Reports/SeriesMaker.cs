using System.Collections.Immutable;
using FinCluster.Simulation.Measures;

namespace FinCluster.Simulation.Reports;

/// <summary>Makes what charts show: a few hundred steps, whatever the time.</summary>
internal static class SeriesMaker
{
    private const int Steps = 720;

    /// <summary>Gets how many minutes a step has.</summary>
    public static int StepOf(int days) => Math.Max(1, (int)Math.Ceiling(days * 1440.0 / Steps));

    /// <summary>Makes the series of a policy.</summary>
    public static PolicySeries Of(string policy, MinuteSeries minutes, int step) => new(
        policy,
        Each(minutes.Count, step, (from, to) => Mean(minutes.ReadySeconds, from, to) / 60),
        Each(minutes.Count, step, (from, to) => Mean(minutes.PaidSeconds, from, to) / 60),
        Each(minutes.Count, step, (from, to) =>
        {
            double requests = Mean(minutes.Requests, from, to);
            return requests > 0 ? 1 - (Mean(minutes.InTime, from, to) / requests) : 0;
        }));

    /// <summary>Makes the series of requests per second.</summary>
    public static ImmutableArray<double> Requests(MinuteSeries minutes, int step) =>
        Each(minutes.Count, step, (from, to) => Mean(minutes.Requests, from, to) / 60);

    /// <summary>Makes the series of needed replicas: the most of each step.</summary>
    public static ImmutableArray<double> Needed(int[] needed, int step) =>
        Each(needed.Length, step, (from, to) => needed.AsSpan(from, to - from).ToArray().Max());

    private static ImmutableArray<double> Each(int minutes, int step, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, (minutes + step - 1) / step).Select(i => Math.Round(value(i * step, Math.Min(minutes, (i + 1) * step)), 4))];

    private static double Mean(double[] values, int from, int to) => values.AsSpan(from, to - from).ToArray().Average();

    private static double Mean(int[] values, int from, int to) => values.AsSpan(from, to - from).ToArray().Average();
}
