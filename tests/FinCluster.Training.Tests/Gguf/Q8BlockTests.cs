using FinCluster.Training.Gguf;

namespace FinCluster.Training.Tests.Gguf;

public sealed class Q8BlockTests
{
    [Fact]
    public void Decode_WhatWasEncoded_IsNear()
    {
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, 96).Select(_ => (random.NextSingle() - 0.5f) * 3f)];
        weights.AsSpan(32, 32).Clear();
        byte[] data = new byte[3 * Q8Block.Bytes];
        float[] decoded = new float[96];

        Q8Block.Encode(weights, data);
        Q8Block.Decode(data, decoded);

        Assert.All(weights.Zip(decoded), pair => Assert.Equal(pair.First, pair.Second, tolerance: 0.007f));
        Assert.Equal(new float[32], decoded[32..64]);
    }

    [Fact]
    public void Encode_WhatWasDecoded_IsTheSame()
    {
        var random = new Random(2);
        float[] weights = [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle() - 0.5f)];
        byte[] first = new byte[2 * Q8Block.Bytes];
        byte[] second = new byte[first.Length];

        Q8Block.Encode(weights, first);
        Q8Block.Decode(first, weights);
        Q8Block.Encode(weights, second);

        Assert.Equal(first, second);
    }
}
