namespace FinCluster.Training.Optimization;

/// <summary>AdamW: steps by the mean gradient over the root of its mean square.</summary>
internal static class AdamW
{
    private const float MeanDecay = 0.9f;
    private const float SquareDecay = 0.95f;
    private const float Epsilon = 1e-8f;

    /// <summary>Moves parameters by one step.</summary>
    /// <param name="parameters">What is moved.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="means">The running means, kept from step to step.</param>
    /// <param name="squares">The running mean squares, kept from step to step.</param>
    /// <param name="step">The number of the step, from 1.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">What share of its value times the rate a parameter loses.</param>
    public static void Step(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, int step, float rate, float decay)
    {
        float meanScale = 1f / (1f - MathF.Pow(MeanDecay, step));
        float squareScale = 1f / (1f - MathF.Pow(SquareDecay, step));
        for (int i = 0; i < parameters.Length; i++)
        {
            float gradient = gradients[i];
            float mean = means[i] + ((1f - MeanDecay) * (gradient - means[i]));
            float square = squares[i] + ((1f - SquareDecay) * ((gradient * gradient) - squares[i]));
            means[i] = mean;
            squares[i] = square;
            float moved = parameters[i] * (1f - (rate * decay));
            parameters[i] = moved - (rate * mean * meanScale / (MathF.Sqrt(square * squareScale) + Epsilon));
        }
    }
}
