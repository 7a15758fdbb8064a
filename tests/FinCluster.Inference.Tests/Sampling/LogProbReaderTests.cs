using FinCluster.Core.Engine;
using FinCluster.Inference.Models;
using FinCluster.Inference.Sampling;
using FinCluster.Inference.Tests.Models;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class LogProbReaderTests(VocabularyFixture model) : IClassFixture<VocabularyFixture>
{
    private Vocabulary Vocabulary => model.Vocabulary;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1e-3)]
    public void LogSum_RandomLogits_IsThatOfDoublePrecision(double spread)
    {
        float[] logits = RandomLogits(spread);

        float logSum = LogProbReader.LogSum(logits, new SamplingWorkspace(logits.Length));

        Assert.Equal(ReferenceLogSum(logits), logSum, 1e-4);
        Assert.Equal(1, logits.Sum(logit => Math.Exp((double)logit - logSum)), 1e-4);
    }

    [Theory]
    [InlineData(1e4f)]
    [InlineData(-1e4f)]
    public void LogSum_LogitsFarFromZero_DoesNotOverflow(float offset)
    {
        float[] logits = [.. RandomLogits(1).Select(logit => logit + offset)];

        Assert.Equal(ReferenceLogSum(logits), LogProbReader.LogSum(logits, new SamplingWorkspace(logits.Length)), 1e-2);
    }

    [Fact]
    public void LogSum_ForbiddenTokens_WeighNothing()
    {
        float[] logits = [float.NegativeInfinity, 0, float.NegativeInfinity, 0];

        Assert.Equal(Math.Log(2), LogProbReader.LogSum(logits, new SamplingWorkspace(4)), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void Top_RandomLogits_IsTheSortedPrefix(int count)
    {
        float[] logits = RandomLogits(3);
        float logSum = LogProbReader.LogSum(logits, new SamplingWorkspace(logits.Length));
        int[] expected = [.. Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ThenBy(token => token).Take(count)];

        TokenLogProb[] top = LogProbReader.Top(logits, logSum, count, Vocabulary);

        Assert.Equal(expected, top.Select(entry => entry.Token.Value));
        Assert.All(top, entry => Assert.Equal(logits[entry.Token.Value] - ReferenceLogSum(logits), entry.LogProb, 1e-4));
        Assert.All(top, entry => Assert.Equal(Vocabulary.Bytes(entry.Token.Value).ToArray(), entry.Bytes.ToArray()));
    }

    [Fact]
    public void Top_Ties_GoToTheLowerId()
    {
        float[] logits = [.. Enumerable.Range(0, Vocabulary.Count).Select(token => token % 7 == 3 ? 2f : 1f)];

        TokenLogProb[] top = LogProbReader.Top(logits, logSum: 0, count: 4, Vocabulary);

        Assert.Equal([3, 10, 17, 24], top.Select(entry => entry.Token.Value));
    }

    private static double ReferenceLogSum(float[] logits)
    {
        double best = logits.Max();
        return best + Math.Log(logits.Sum(logit => Math.Exp(logit - best)));
    }

    private float[] RandomLogits(double spread)
    {
        var random = new Random(17);
        return [.. Enumerable.Range(0, Vocabulary.Count).Select(_ => (float)((random.NextDouble() - 0.5) * 2 * spread))];
    }
}
