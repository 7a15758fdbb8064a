using FinCluster.Training.Optimization;

namespace FinCluster.Training.Tests.Optimization;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 20)]
    [InlineData(20, 8)]
    public void Muon_Step_IsNearlyOrthogonal(int rows, int columns)
    {
        var random = new Random(3);
        float[] gradients = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)];
        float[] parameters = new float[gradients.Length];

        new Muon().Step(parameters, gradients, new float[gradients.Length], rows, columns, rate: 1f, decay: 0f);

        // Each row, or column when there are fewer, has about the length one times the scale and the sign of the gradient.
        float scale = MathF.Sqrt(MathF.Max(1f, (float)rows / columns));
        (int count, int length) = rows <= columns ? (rows, columns) : (columns, rows);
        float At(float[] matrix, int i, int k) => rows <= columns ? matrix[(i * columns) + k] : matrix[(k * columns) + i];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = Enumerable.Range(0, length).Sum(k => At(parameters, i, k) * At(parameters, j, k)) / (scale * scale);
                Assert.InRange(dot, i == j ? 0.4 : -0.35, i == j ? 1.5 : 0.35);
            }
        }

        Assert.True(parameters.Zip(gradients).Sum(pair => pair.First * pair.Second) < 0);
    }

    [Fact]
    public void AdamW_FirstStep_IsTheRateAgainstTheSign()
    {
        float[] parameters = [1f, 1f, 1f];

        AdamW.Step(parameters, [0.5f, -20f, 0f], new float[3], new float[3], step: 1, rate: 0.1f, decay: 0.5f);

        Assert.Equal(0.85f, parameters[0], 1e-5f);
        Assert.Equal(1.05f, parameters[1], 1e-5f);
        Assert.Equal(0.95f, parameters[2], 1e-5f);
    }

    [Fact]
    public void Schedule_Rises_ThenFallsToAHundredth()
    {
        var options = new OptimizerOptions { WarmUpSteps = 10 };

        Assert.Equal(0.1f, options.Schedule(1, 100), 1e-5f);
        Assert.Equal(0.91f, options.Schedule(10, 100), 1e-5f);
        Assert.Equal(0.5f, options.Schedule(51, 100), 1e-5f);
        Assert.Equal(0.01f, options.Schedule(100, 100), 1e-5f);
    }
}
