using FinCluster.Core.Engine;
using FinCluster.Inference.Sampling;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class TokenPickerTests
{
    private const int Tokens = 150;

    // From nearly even to one token that towers above all; the even ones have much of their mass in the tail.
    private static readonly double[] Spreads = [0.3, 1, 5];

    private static readonly SamplingWorkspace Workspace = new(Tokens);

    public static TheoryData<double, int, double, double> Filters
    {
        get
        {
            var data = new TheoryData<double, int, double, double>();
            foreach (double temperature in (double[])[0.3, 1, 1.9])
            {
                foreach (int topK in (int[])[0, 1, 6, Tokens, int.MaxValue])
                {
                    foreach (double topP in (double[])[1, 0.95, 0.6, 0.01])
                    {
                        foreach (double minP in (double[])[0, 0.05, 0.4, 1])
                        {
                            data.Add(temperature, topK, topP, minP);
                        }
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Pick_RandomLogits_DrawsAsOftenAsTheReference(double temperature, int topK, double topP, double minP)
    {
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };
        foreach (double spread in Spreads)
        {
            float[] logits = RandomLogits(seed: 7, spread);
            double[] expected = ReferencePicker.Probabilities(logits, options);

            double[] frequencies = Sweep(logits, options, steps: 400);

            AssertClose(expected, frequencies, steps: 400);
        }
    }

    [Fact]
    public void Pick_FineSweep_EveryProbabilityIsExact()
    {
        float[] logits = RandomLogits(seed: 11, spread: 2);
        var options = new SamplingOptions { Temperature = 0.8, TopK = 40, TopP = 0.9, MinP = 0.01 };

        double[] frequencies = Sweep(logits, options, steps: 50_000);

        AssertClose(ReferencePicker.Probabilities(logits, options), frequencies, steps: 50_000);
    }

    [Fact]
    public void Pick_TopPOfAFlatDistribution_CountsTheTailItNeverDraws()
    {
        // Ten tokens have 64 % of the mass together, ninety the rest: half of all is nearly eight of the ten.
        float[] logits = [.. Enumerable.Range(0, 100).Select(token => token < 10 ? MathF.Log(16) - (token * 1e-4f) : 0f)];
        var options = new SamplingOptions { TopP = 0.5 };

        double[] frequencies = Sweep(logits, options, steps: 1_000);

        Assert.Equal(8, frequencies.Count(frequency => frequency > 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-50)]
    [InlineData(1e-300)]
    [InlineData(double.Epsilon)]
    public void Pick_NoTemperatureToSpeakOf_TakesTheBest(double temperature)
    {
        float[] logits = RandomLogits(seed: 3, spread: 1);
        int best = Array.IndexOf(logits, logits.Max());

        foreach (SamplingOptions options in (SamplingOptions[])[new(), new() { TopP = 0.9 }, new() { TopK = 3 }, new() { MinP = 0.5 }])
        {
            foreach (double uniform in (double[])[0, 0.5, 0.999])
            {
                Assert.Equal(best, TokenPicker.Pick(logits, options with { Temperature = temperature }, uniform, Workspace));
            }
        }
    }

    [Fact]
    public void Pick_GreedyTie_TakesTheLowestId()
    {
        float[] logits = [-1, 3.5f, 2, 3.5f, 3.5f];

        Assert.Equal(1, TokenPicker.Pick(logits, new SamplingOptions { Temperature = 0 }, 0.9, Workspace));
        Assert.Equal(1, TokenPicker.Pick(logits, new SamplingOptions { TopK = 1 }, 0.9, Workspace));
    }

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Pick_NoUsableLogit_IsNone(float value)
    {
        float[] all = [.. Enumerable.Repeat(value, 5)];
        SamplingOptions[] each = [new() { Temperature = 0 }, new(), new() { TopP = 0.5 }, new() { TopK = 2, MinP = 0.1 }];

        Assert.All(each, options => Assert.Equal(TokenPicker.None, TokenPicker.Pick(all, options, 0.5, Workspace)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Pick_OneBrokenLogit_IsNoneRatherThanADrawFromTheRest(float broken)
    {
        float[] logits = [1, 2, broken, 4];

        Assert.Equal(TokenPicker.None, TokenPicker.Pick(logits, new SamplingOptions(), 0.5, Workspace));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Pick_ForbiddenTokens_AreNeverDrawn(double topP)
    {
        float[] logits = [float.NegativeInfinity, 0, float.NegativeInfinity, 0.1f, float.NegativeInfinity];
        var options = new SamplingOptions { TopP = topP };
        double[] edges = [0, double.Epsilon, 0.5, 1 - 1e-16, Math.BitDecrement(1)];

        Assert.All(edges, uniform => Assert.Contains(TokenPicker.Pick(logits, options, uniform, Workspace), (int[])[1, 3]));
    }

    [Fact]
    public void Pick_SteadyState_AllocatesNothing()
    {
        float[] logits = RandomLogits(seed: 5, spread: 1);
        var options = new SamplingOptions { Temperature = 0.9, TopK = 20, TopP = 0.9, MinP = 0.01 };

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                TokenPicker.Pick(logits, options, i / 1_000.0, Workspace);
            }
        }));
    }

    private static float[] RandomLogits(int seed, double spread)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Tokens).Select(token => token % 10 == 3
            ? float.NegativeInfinity
            : (float)((random.NextDouble() - 0.5) * 4 * spread))];
    }

    private static double[] Sweep(float[] logits, SamplingOptions options, int steps)
    {
        double[] frequencies = new double[logits.Length];
        for (int step = 0; step < steps; step++)
        {
            frequencies[TokenPicker.Pick(logits, options, (step + 0.5) / steps, Workspace)] += 1.0 / steps;
        }

        return frequencies;
    }

    // A token owns one stretch of [0, 1), so a sweep in equal steps meets it as often as its length says, give or take one.
    private static void AssertClose(double[] expected, double[] frequencies, int steps)
    {
        for (int token = 0; token < expected.Length; token++)
        {
            Assert.InRange(frequencies[token], expected[token] - (1.01 / steps), expected[token] + (1.01 / steps));
            Assert.False(expected[token] == 0 && frequencies[token] > 0, $"token {token} is left out and was drawn");
        }
    }
}
