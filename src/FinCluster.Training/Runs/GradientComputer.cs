using System.Numerics.Tensors;
using FinCluster.Training.Model;

namespace FinCluster.Training.Runs;

/// <summary>Computes the gradients of a step on several threads. Not thread-safe.</summary>
/// <remarks>
/// Each part of a step has a network and gradients of its own and the parts are added in their order, so the result does not depend on the
/// number of threads.
/// </remarks>
internal sealed class GradientComputer(ParameterLayout layout, int parts, int threads)
{
    private const int Chunk = 1 << 16;

    private readonly LlamaNetwork[] _networks = [.. Enumerable.Range(0, parts).Select(_ => new LlamaNetwork(layout))];
    private readonly float[][] _gradients = [.. Enumerable.Range(0, parts).Select(_ => new float[layout.Length])];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads };

    /// <summary>Gets the gradients of the last step.</summary>
    public float[] Gradients => _gradients[0];

    /// <summary>Computes the gradients of the mean loss.</summary>
    /// <returns>The mean loss of the learned tokens.</returns>
    public double Compute(float[] parameters, IReadOnlyList<PackedBatch> batches)
    {
        int learned = batches.Sum(batch => batch.Rows.Count);
        if (learned == 0)
        {
            Gradients.AsSpan().Clear();
            return 0;
        }

        double[] losses = new double[parts];
        Parallel.For(0, parts, _parallel, part =>
        {
            _gradients[part].AsSpan().Clear();
            losses[part] = _networks[part].Learn(parameters, batches[part], 1f / learned, _gradients[part]);
        });
        Parallel.For(0, (layout.Length + Chunk - 1) / Chunk, _parallel, Add);
        return losses.Sum() / learned;
    }

    private void Add(int chunk)
    {
        int start = chunk * Chunk;
        int count = Math.Min(Chunk, layout.Length - start);
        Span<float> sum = Gradients.AsSpan(start, count);
        for (int part = 1; part < parts; part++)
        {
            TensorPrimitives.Add(sum, _gradients[part].AsSpan(start, count), sum);
        }
    }
}
