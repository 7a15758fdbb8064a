using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Compliance.Monitoring;

public sealed class QuestionSamplerTests
{
    [Fact]
    public void Offer_NoEmbedder_IsNotTaken()
    {
        using var setup = new MonitorSetup();

        Assert.False(setup.Sampler.Offer("什么是LPR？"));
    }

    [Fact]
    public void Offer_MoreThanTheQueueHolds_ArePassedOver()
    {
        using var setup = new MonitorSetup(embedder: (_, _) => ValueTask.FromResult<ReadOnlyMemory<float>?>(null));

        Assert.Equal(QuestionSampler.MaxQueued, Enumerable.Range(0, 200).Count(_ => setup.Sampler.Offer("q")));
    }

    // The text is the axis of its vector. Vectors that fail or are missing are passed over.
    [Fact]
    public async Task Questions_Embedded_AreLearnedFromAndThenCounted()
    {
        int calls = 0;
        using var setup = new MonitorSetup(embedder: (question, _) => ++calls % 10 == 0
            ? throw new InvalidOperationException("no model")
            : ValueTask.FromResult<ReadOnlyMemory<float>?>(Vector(int.Parse(question, System.Globalization.CultureInfo.InvariantCulture))));
        await setup.Sampler.StartAsync(TestTimeouts.Token);

        int next = 0;
        await Eventually.IsTrueAsync(() => Offer() && setup.Monitor.Clusters is not null);
        await Eventually.IsTrueAsync(() => Offer() && Counted() >= 20);
        await setup.Sampler.StopAsync(TestTimeouts.Token);

        Assert.Equal(12, setup.Monitor.Clusters!.Count);
        Assert.Contains(setup.Log.Lines, line => line.Contains("no model", StringComparison.Ordinal));

        bool Offer()
        {
            setup.Sampler.Offer((next++ % 12).ToString(System.Globalization.CultureInfo.InvariantCulture));
            return true;
        }

        long Counted() => setup.Monitor.Read()[0].Window.Read(setup.Time.GetUtcNow()).Of(DriftFeature.Cluster).ToArray().Sum();
    }

    private static float[] Vector(int axis)
    {
        float[] vector = new float[16];
        vector[axis] = 1;
        return vector;
    }
}
