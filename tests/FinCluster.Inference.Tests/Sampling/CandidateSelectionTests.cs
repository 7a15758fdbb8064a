using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class CandidateSelectionTests
{
    public static TheoryData<string, float[]> Shapes => new()
    {
        { "sorted", [.. Enumerable.Range(0, 40).Select(i => (float)i)] },
        { "reversed", [.. Enumerable.Range(0, 40).Select(i => 40f - i)] },
        { "all equal", [.. Enumerable.Repeat(1f, 40)] },
        { "organ pipe", [.. Enumerable.Range(0, 40).Select(i => (float)Math.Min(i, 39 - i))] },
        { "one", [1f] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Partition_Shape_FrontIsTheSortedPrefix(string shape, float[] weights)
    {
        for (int count = 1; count <= weights.Length; count++)
        {
            AssertPartition(shape, weights, count);
        }
    }

    [Fact]
    public void Partition_RandomWeightsWithTies_FrontIsTheSortedPrefix()
    {
        var random = new Random(1);
        for (int round = 0; round < 3_000; round++)
        {
            int values = random.Next(1, 30);
            float[] weights = [.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => (float)random.Next(values))];

            AssertPartition($"round {round}", weights, random.Next(1, weights.Length + 1));
        }
    }

    private static void AssertPartition(string what, float[] weights, int count)
    {
        Candidate[] candidates = [.. weights.Select((weight, token) => new Candidate(weight, token))];
        Candidate[] expected = [.. candidates.OrderByDescending(c => c.Weight).ThenBy(c => c.Token).Take(count)];

        CandidateSelection.Partition(candidates, count);

        Assert.True(expected.ToHashSet().SetEquals(candidates.Take(count)), $"{what}, {count} of {weights.Length}");
        Assert.Equal(weights.Length, candidates.Distinct().Count());
    }
}
