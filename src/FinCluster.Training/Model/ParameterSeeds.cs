namespace FinCluster.Training.Model;

/// <summary>Draws the parameters with which a training from nothing begins.</summary>
internal static class ParameterSeeds
{
    private const float OutputDeviation = 0.02f;
    private const float MatrixDeviation = 0.04f;

    // Matrices that add to the stream begin small, so that each layer begins as nearly nothing.
    private const float ResidualDeviation = 0.01f;
    private const float VectorDeviation = 0.5f;

    /// <summary>Draws all parameters.</summary>
    public static float[] Draw(ParameterLayout layout, int seed)
    {
        var random = new Random(seed);
        float[] parameters = new float[layout.Length];
        foreach (ParameterSlot slot in layout.Slots)
        {
            Span<float> values = slot.Of(parameters.AsSpan());
            if (slot.Kind == ParameterKind.Norm)
            {
                values.Fill(1f);
                continue;
            }

            float deviation = Deviation(layout, slot);
            foreach (ref float value in values)
            {
                value = deviation * Normal(random);
            }
        }

        return parameters;
    }

    private static float Deviation(ParameterLayout layout, ParameterSlot slot) =>
        slot == layout.TokenVectors ? VectorDeviation
        : slot == layout.Output ? OutputDeviation
        : layout.Layers.Any(layer => slot == layer.AttentionOutput || slot == layer.Down) ? ResidualDeviation
        : MatrixDeviation;

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
