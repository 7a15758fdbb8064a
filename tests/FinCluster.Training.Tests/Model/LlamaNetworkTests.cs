using FinCluster.Training.Model;

namespace FinCluster.Training.Tests.Model;

public sealed class LlamaNetworkTests
{
    private static readonly ParameterLayout Layout = new(TinyModel.Shape);

    public static TheoryData<string> Slots => [.. Layout.Slots.Select(slot => slot.Name)];

    [Theory]
    [MemberData(nameof(Slots))]
    public void Learn_GradientOfATensor_IsTheSlopeOfTheLoss(string name)
    {
        ParameterSlot slot = Layout.Slots.Single(slot => slot.Name == name);
        var network = new LlamaNetwork(Layout);
        PackedBatch batch = TinyModel.Batch(Layout.Shape, 3, 9, 2, 14);
        float[] parameters = TinyModel.Parameters(Layout);
        float[] gradients = new float[Layout.Length];
        network.Learn(parameters, batch, 1f, gradients);

        // Several random directions rather than single elements: rounding of the loss then matters less.
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            float[] direction = [.. Enumerable.Range(0, slot.Length).Select(_ => random.Next(2) == 0 ? -1f : 1f)];
            double expected = Slope(network, batch, parameters, slot, direction);
            double actual = 0;
            for (int i = 0; i < direction.Length; i++)
            {
                actual += (double)direction[i] * slot.Of(gradients.AsSpan())[i];
            }

            Assert.Equal(expected, actual, tolerance: 0.02 + (0.01 * Math.Abs(expected)));
        }
    }

    [Fact]
    public void Learn_Loss_IsThatOfLoss()
    {
        var network = new LlamaNetwork(Layout);
        PackedBatch batch = TinyModel.Batch(Layout.Shape, 5, 11, 6);
        float[] parameters = TinyModel.Parameters(Layout);

        Assert.Equal(network.Loss(parameters, batch), network.Learn(parameters, batch, 0.5f, new float[Layout.Length]), 1e-4);
    }

    [Fact]
    public void Loss_PackedConversations_AreWhatTheyAreAlone()
    {
        var network = new LlamaNetwork(Layout);
        float[] parameters = TinyModel.Parameters(Layout);
        var together = new PackedBatch();
        double alone = 0;
        for (int i = 0; i < 4; i++)
        {
            int[] tokens = [.. Enumerable.Range(0, 5 + (3 * i)).Select(k => ((7 * k) + i) % Layout.Shape.Vocabulary)];
            bool[] learned = [.. tokens.Select((_, k) => k > 2)];
            var single = new PackedBatch();
            single.Add(tokens, learned);
            together.Add(tokens, learned);
            alone += network.Loss(parameters, single);
        }

        Assert.Equal(alone, network.Loss(parameters, together), 1e-3);
    }

    [Fact]
    public void Logits_LaterTokens_ChangeNothing()
    {
        var network = new LlamaNetwork(Layout);
        float[] parameters = TinyModel.Parameters(Layout);
        int[] tokens = [1, 2, 3, 4, 5, 6];
        bool[] learned = [.. tokens.Select(_ => true)];
        var first = new PackedBatch();
        first.Add(tokens, learned);
        tokens[4] = 17;
        var second = new PackedBatch();
        second.Add(tokens, learned);
        int before = 4 * Layout.Shape.Vocabulary;

        float[] expected = network.Logits(parameters, first);
        float[] actual = network.Logits(parameters, second);

        Assert.Equal(expected[..before], actual[..before]);
        Assert.NotEqual(expected[before..], actual[before..]);
    }

    private static double Slope(LlamaNetwork network, PackedBatch batch, float[] parameters, ParameterSlot slot, float[] direction)
    {
        const float Step = 2e-3f;
        double Loss(float step)
        {
            float[] moved = [.. parameters];
            Span<float> tensor = slot.Of(moved.AsSpan());
            for (int i = 0; i < direction.Length; i++)
            {
                tensor[i] += step * direction[i];
            }

            return network.Loss(moved, batch);
        }

        // Fourth order: the error falls with the fourth power of the step, so the step can be far above the rounding.
        return ((8 * (Loss(Step) - Loss(-Step))) - (Loss(2 * Step) - Loss(-2 * Step))) / (12 * Step);
    }
}
