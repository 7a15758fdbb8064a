using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class EmbeddingClustersTests
{
    private const int Groups = 8;

    [Fact]
    public void Learn_SeparateGroups_FindsThem()
    {
        float[][] vectors = Vectors(new Random(5), 40);

        EmbeddingClusters clusters = EmbeddingClusters.Learn(vectors, Groups, seed: 1);

        int?[] found = [.. vectors.Select(vector => clusters.Nearest(vector))];
        Assert.All(Enumerable.Range(0, Groups), group => Assert.Single(Enumerable.Range(0, 40).Select(i => found[(i * Groups) + group]).Distinct()));
        Assert.Equal(Groups, found.Distinct().Count());
    }

    [Fact]
    public void Learn_SameSeed_GivesTheSameClusters()
    {
        float[][] vectors = Vectors(new Random(6), 20);

        Assert.Equal(EmbeddingClusters.Learn(vectors, 12, 9).ToJson(), EmbeddingClusters.Learn(vectors, 12, 9).ToJson());
        Assert.NotEqual(EmbeddingClusters.Learn(vectors, 12, 9).ToJson(), EmbeddingClusters.Learn(vectors, 12, 10).ToJson());
    }

    [Fact]
    public void Nearest_LongerVector_IsTheSameCluster()
    {
        float[][] vectors = Vectors(new Random(7), 10);
        EmbeddingClusters clusters = EmbeddingClusters.Learn(vectors, 10, 2);

        Assert.All(vectors, vector => Assert.Equal(clusters.Nearest(vector), clusters.Nearest([.. vector.Select(x => x * 250)])));
    }

    [Fact]
    public void Nearest_NoDirectionOrOtherLength_IsNone()
    {
        EmbeddingClusters clusters = EmbeddingClusters.Learn(Vectors(new Random(8), 5), Groups, 1);

        Assert.Null(clusters.Nearest(new float[clusters.Length]));
        Assert.Null(clusters.Nearest(new float[clusters.Length + 1]));
        Assert.Null(clusters.Nearest([.. Enumerable.Repeat(float.NaN, clusters.Length)]));
    }

    [Fact]
    public void Parse_WhatWasWritten_FindsTheSame()
    {
        float[][] vectors = Vectors(new Random(9), 10);
        EmbeddingClusters clusters = EmbeddingClusters.Learn(vectors, 16, 4);

        EmbeddingClusters read = EmbeddingClusters.Parse(clusters.ToJson());

        Assert.Equal((16, clusters.Length), (read.Count, read.Length));
        Assert.All(vectors, vector => Assert.Equal(clusters.Nearest(vector), read.Nearest(vector)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"centres":[[1,2]]}""")]
    [InlineData("""{"centres":[[1],[1],[1],[1],[1],[1],[1],[1,2]]}""")]
    [InlineData("""{"centres":[[],[],[],[],[],[],[],[]]}""")]
    [InlineData("""{"centres":[null,[1],[1],[1],[1],[1],[1],[1]]}""")]
    [InlineData("[]")]
    public void Parse_SomethingElse_IsAFormatException(string json) => Assert.Throws<FormatException>(() => EmbeddingClusters.Parse(json));

    [Fact]
    public void Learn_TooFewOrNoDirection_Throws()
    {
        Assert.Throws<ArgumentException>(() => EmbeddingClusters.Learn(Vectors(new Random(1), 1), 9, 1));
        Assert.Throws<ArgumentException>(() => EmbeddingClusters.Learn([.. Enumerable.Repeat(new float[4], 20)], Groups, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingClusters.Learn(Vectors(new Random(1), 5), 7, 1));
    }

    // Groups around eight axes of 32, in turn.
    private static float[][] Vectors(Random random, int each) =>
    [
        .. Enumerable.Range(0, each * Groups).Select(i => Enumerable.Range(0, 32)
            .Select(axis => (axis == (i % Groups) * 4 ? 1 : 0) + ((float)(random.NextDouble() - 0.5) * 0.2f)).ToArray()),
    ];
}
