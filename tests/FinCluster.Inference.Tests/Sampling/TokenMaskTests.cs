using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class TokenMaskTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(200)]
    public void Apply_RandomMask_ForbidsExactlyTheClearBits(int tokens)
    {
        var random = new Random(tokens);
        for (int round = 0; round < 200; round++)
        {
            ulong[] mask = [.. Enumerable.Range(0, (tokens + 63) / 64).Select(_ => RandomWord(random))];
            float[] logits = [.. Enumerable.Range(0, tokens).Select(token => (float)token)];

            TokenMask.Apply(logits, mask);

            Assert.Equal(
                Enumerable.Range(0, tokens).Select(token => IsSet(mask, token) ? token : float.NegativeInfinity), logits);
        }
    }

    [Fact]
    public void Apply_MaskThatEndsEarly_ForbidsTheRest()
    {
        float[] logits = [.. Enumerable.Repeat(1f, 130)];

        TokenMask.Apply(logits, [ulong.MaxValue]);

        Assert.Equal(64, logits.Count(logit => logit == 1));
        Assert.All(logits[64..], logit => Assert.Equal(float.NegativeInfinity, logit));
    }

    [Fact]
    public void Apply_WhatWasForbiddenBefore_StaysSo()
    {
        float[] logits = [float.NegativeInfinity, 2];

        TokenMask.Apply(logits, [0b11]);

        Assert.Equal([float.NegativeInfinity, 2], logits);
    }

    private static ulong RandomWord(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => ulong.MaxValue,
        2 => 1UL << random.Next(64),
        _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static bool IsSet(ulong[] mask, int token) => (mask[token / 64] >> (token % 64) & 1) != 0;
}
