using FinCluster.Training.Model;

namespace FinCluster.Training.Tests;

/// <summary>A model small enough to compute its gradients by differences.</summary>
internal static class TinyModel
{
    public static LlamaShape Shape => new() { Vocabulary = 19, Width = 16, Layers = 2, Heads = 2, FeedForward = 24, Context = 32 };

    /// <summary>Draws parameters that are far from zero, so that every part of the model matters.</summary>
    public static float[] Parameters(ParameterLayout layout, int seed = 1)
    {
        var random = new Random(seed);
        float[] parameters = new float[layout.Length];
        foreach (ParameterSlot slot in layout.Slots)
        {
            foreach (ref float value in slot.Of(parameters.AsSpan()))
            {
                float noise = (2f * random.NextSingle()) - 1f;
                value = slot.Kind == ParameterKind.Norm ? 1f + (0.3f * noise) : 0.5f * noise;
            }
        }

        return parameters;
    }

    /// <summary>Packs conversations of random tokens, most of which are learned.</summary>
    public static PackedBatch Batch(LlamaShape shape, int seed, params int[] lengths)
    {
        var random = new Random(seed);
        var batch = new PackedBatch();
        foreach (int length in lengths)
        {
            int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(shape.Vocabulary))];
            batch.Add(tokens, [.. tokens.Select(_ => random.Next(4) != 0)]);
        }

        return batch;
    }
}
