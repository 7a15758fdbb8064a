using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Training.Corpora;

namespace FinCluster.Training.Guard;

/// <summary>Multinomial logistic regression over sparse features by stochastic gradient descent, on one thread: the same examples give the same weights.</summary>
internal sealed class GuardRegression
{
    private const int Epochs = 20;
    private const float Rate = 2;
    private const float Decay = 0.02f;
    private const float BiasShare = 0.02f;
    private const int Seed = 20261123;

    private readonly float[] _weights;
    private readonly float[] _biases = new float[GuardClasses.Count];

    private GuardRegression(int bits)
    {
        _weights = new float[GuardClasses.Count << bits];
    }

    /// <summary>Fits.</summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="bits">The two's logarithm of the number of buckets.</param>
    /// <returns>The weights of all classes of the first bucket, then of the second, …; and the bias of each class.</returns>
    public static (float[] Weights, float[] Biases) Fit(IReadOnlyList<GuardExample> examples, int bits)
    {
        var regression = new GuardRegression(bits);
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        Random random = Draw.Seeded(Seed);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            float rate = Rate / (1 + epoch);
            random.Shuffle(order);
            foreach (int i in order)
            {
                regression.Step(examples[i], rate);
            }

            foreach (ref float weight in regression._weights.AsSpan())
            {
                weight *= 1 - Decay;
            }
        }

        return (regression._weights, regression._biases);
    }

    private void Step(GuardExample example, float rate)
    {
        float value = 1 / MathF.Sqrt(example.Buckets.Length);
        Span<float> errors = stackalloc float[GuardClasses.Count];
        Probabilities(example.Buckets, value, errors);
        errors[example.Class] -= 1;
        for (int c = 0; c < errors.Length; c++)
        {
            errors[c] *= rate * example.Weight;
            _biases[c] -= BiasShare * errors[c];
        }

        foreach (int bucket in example.Buckets)
        {
            int at = bucket * GuardClasses.Count;
            for (int c = 0; c < errors.Length; c++)
            {
                _weights[at + c] -= errors[c] * value;
            }
        }
    }

    private void Probabilities(int[] buckets, float value, Span<float> probabilities)
    {
        probabilities.Clear();
        foreach (int bucket in buckets)
        {
            int at = bucket * GuardClasses.Count;
            for (int c = 0; c < probabilities.Length; c++)
            {
                probabilities[c] += _weights[at + c];
            }
        }

        float most = float.NegativeInfinity;
        for (int c = 0; c < probabilities.Length; c++)
        {
            probabilities[c] = _biases[c] + (value * probabilities[c]);
            most = MathF.Max(most, probabilities[c]);
        }

        float sum = 0;
        foreach (ref float probability in probabilities)
        {
            probability = MathF.Exp(probability - most);
            sum += probability;
        }

        foreach (ref float probability in probabilities)
        {
            probability /= sum;
        }
    }
}
